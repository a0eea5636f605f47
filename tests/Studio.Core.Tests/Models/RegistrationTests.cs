using System.Security.Cryptography;
using Studio.Core.Models;
using Studio.Core.Persistence;
using Studio.Core.Tests.Persistence;

namespace Studio.Core.Tests.Models;

public sealed class RegistrationTests
{
    [Theory, OnBothEngines]
    public async Task The_digest_is_the_hash_of_the_manifest_beside_the_weights(DatabaseEngine engine)
    {
        await using var world = await ModelsWorld.CreateAsync(engine);
        var version = await world.RegisterAsync();
        var manifest = await File.ReadAllBytesAsync(Path.Combine(world.Storage.Model(version.Id), ModelManifest.FileName), TestContext.Current.CancellationToken);
        Assert.Equal(version.Digest, Convert.ToHexStringLower(SHA256.HashData(manifest)));
        Assert.Equal(["config.json", "model.safetensors", "vocab.txt"], ModelManifest.Parse(version.Manifest).Files.Select(f => f.Name));
        Assert.Equal("tickets-2026", version.Model.Name);
    }

    [Theory, OnBothEngines]
    public async Task Registering_again_changes_nothing_and_the_next_run_is_the_next_version(DatabaseEngine engine)
    {
        await using var world = await ModelsWorld.CreateAsync(engine);
        var finished = await world.FinishRunAsync(world.Tuner);
        var register = new RegisterFinishedRun(world.Gate, world.Contexts, world.Storage, world.Feeds, TimeProvider.System);
        await register.CompleteAsync(finished, TestContext.Current.CancellationToken);
        await register.CompleteAsync(finished, TestContext.Current.CancellationToken);
        Assert.Single(await world.AuditAsync(finished.RunId));
        Assert.Equal(2, (await world.RegisterAsync()).Number);
    }

    [Theory, OnBothEngines]
    public async Task A_crash_between_files_and_row_leaves_nothing_in_the_way(DatabaseEngine engine)
    {
        await using var world = await ModelsWorld.CreateAsync(engine);
        var finished = await world.FinishRunAsync(world.Tuner);
        Directory.CreateDirectory(world.Storage.Model(finished.RunId));
        await File.WriteAllTextAsync(Path.Combine(world.Storage.Model(finished.RunId), "half.bin"), "half", TestContext.Current.CancellationToken);
        await new RegisterFinishedRun(world.Gate, world.Contexts, world.Storage, world.Feeds, TimeProvider.System).CompleteAsync(finished, TestContext.Current.CancellationToken);
        Assert.False(File.Exists(Path.Combine(world.Storage.Model(finished.RunId), "half.bin")));
    }

    [Theory, OnBothEngines]
    public async Task Weights_that_changed_after_training_are_refused(DatabaseEngine engine)
    {
        await using var world = await ModelsWorld.CreateAsync(engine);
        var finished = await world.FinishRunAsync(world.Tuner);
        await File.AppendAllTextAsync(Path.Combine(finished.ModelDirectory, "model.safetensors"), "!", TestContext.Current.CancellationToken);
        var register = new RegisterFinishedRun(world.Gate, world.Contexts, world.Storage, world.Feeds, TimeProvider.System);
        await Assert.ThrowsAsync<StudioException>(() => register.CompleteAsync(finished, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("Tickets 2026", "tickets-2026")]
    [InlineData("  Überraschung! ", "uberraschung")]
    [InlineData("票", "model")]
    public void Names_fit_into_an_address(string dataset, string name) => Assert.Equal(name, ModelName.Propose(dataset, []));

    [Fact]
    public void A_taken_name_gets_a_number() => Assert.Equal("tickets-3", ModelName.Propose("Tickets", ["tickets", "tickets-2"]));
}
