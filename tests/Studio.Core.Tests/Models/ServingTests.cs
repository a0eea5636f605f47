using Microsoft.Extensions.Logging.Abstractions;
using Studio.Core.Models.Serving;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Core.Tests.Persistence;

namespace Studio.Core.Tests.Models;

public sealed class ServingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnBothEngines]
    public async Task Only_an_approved_version_answers(DatabaseEngine engine)
    {
        await using var world = await ModelsWorld.CreateAsync(engine);
        var version = await world.RegisterAsync();
        await Assert.ThrowsAsync<NotApprovedException>(() => world.Predictions.ByNameAsync(world.Viewer, "tickets-2026", ["a refund"], Cancel));
        await world.AskAsync(world.Tuner, version);
        await Assert.ThrowsAsync<NotApprovedException>(() => world.Predictions.ByVersionAsync(world.Viewer, version.Id, ["a refund"], Cancel));
        await world.ApproveAsync(world.Reviewer, version);

        var answer = await world.Predictions.ByNameAsync(world.Viewer, "tickets-2026", ["my login", "a refund"], Cancel);
        Assert.Equal((1, version.Digest), (answer.Version, answer.Digest));
        Assert.Equal(["login", "refund"], answer.Predictions.Select(p => p.Label));
    }

    [Theory, OnBothEngines]
    public async Task The_version_approved_last_answers_until_it_is_withdrawn(DatabaseEngine engine)
    {
        await using var world = await ModelsWorld.CreateAsync(engine);
        var first = await world.ApprovedAsync();
        var second = await world.ApprovedAsync();
        Assert.Equal(2, (await AskAsync(world)).Version);
        await world.Withdrawals.RunAsync(world.Reviewer, second.Id, "Complaints about refunds.", Cancel);
        Assert.Equal(1, (await AskAsync(world)).Version);
        await world.Withdrawals.RunAsync(world.Reviewer, first.Id, "Too old.", Cancel);
        await Assert.ThrowsAsync<NotApprovedException>(() => AskAsync(world));
        Assert.Equal(0, world.Serving.LoadedCount);
    }

    [Theory, OnBothEngines]
    public async Task Changed_files_silence_a_version_even_when_it_is_loaded(DatabaseEngine engine)
    {
        await using var world = await ModelsWorld.CreateAsync(engine);
        var version = await world.ApprovedAsync();
        await AskAsync(world);
        var config = Path.Combine(world.Storage.Model(version.Id), "config.json");
        File.Delete(config);
        await File.WriteAllTextAsync(config, """{"num_labels":3}""", Cancel);
        var refusal = await Assert.ThrowsAsync<ConflictException>(() => AskAsync(world));
        Assert.Contains("config.json has other content", refusal.Message, StringComparison.Ordinal);

        File.Delete(config);
        await File.WriteAllTextAsync(config, "{}", Cancel);
        Assert.Equal(1, (await AskAsync(world)).Version);
    }

    [Theory, OnBothEngines]
    public async Task Keys_of_another_team_find_nothing(DatabaseEngine engine)
    {
        await using var world = await ModelsWorld.CreateAsync(engine);
        await world.ApprovedAsync();
        var foreign = world.Viewer with { Key = new KeyScope(Guid.NewGuid(), Guid.NewGuid(), Role.Viewer) };
        await Assert.ThrowsAsync<NotFoundException>(() => world.Predictions.ByNameAsync(foreign, "tickets-2026", ["x"], Cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => world.Predictions.ByNameAsync(world.Stranger, "tickets-2026", ["x"], Cancel));
    }

    [Theory, OnBothEngines]
    public async Task Too_much_or_nothing_is_refused_with_the_limit(DatabaseEngine engine)
    {
        await using var world = await ModelsWorld.CreateAsync(engine);
        await world.ApprovedAsync();
        await Assert.ThrowsAsync<InvalidInputException>(() => world.Predictions.ByNameAsync(world.Viewer, "tickets-2026", [], Cancel));
        var many = await Assert.ThrowsAsync<InvalidInputException>(() => world.Predictions.ByNameAsync(world.Viewer, "tickets-2026", [.. Enumerable.Repeat("x", 129)], Cancel));
        Assert.Contains("at most 128", many.Message, StringComparison.Ordinal);
        var longText = await Assert.ThrowsAsync<InvalidInputException>(() => world.Predictions.ByNameAsync(world.Viewer, "tickets-2026", ["a", new string('x', 20_001)], Cancel));
        Assert.Contains("Text 2 has", longText.Message, StringComparison.Ordinal);
    }

    [Theory, OnBothEngines]
    public async Task Memory_is_bounded_and_what_is_evicted_is_let_go(DatabaseEngine engine)
    {
        await using var world = await ModelsWorld.CreateAsync(engine);
        var loader = new WordClassifierLoader();
        var versions = new List<ApprovedVersion>();
        for (var i = 0; i < 3; i++)
        {
            var version = await world.ApprovedAsync();
            versions.Add(new ApprovedVersion(version.Id, version.Model.Name, version.Number, version.Digest, version.Manifest, version.SizeBytes));
        }

        using var serving = new ServingModels(
            world.Storage, loader, new ServingOptions { LoadedBytes = versions[0].SizeBytes * 2 }, NullLogger<ServingModels>.Instance);
        foreach (var version in versions)
            await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => serving.PredictAsync(version, ["login"], Cancel)));
        Assert.Equal((3, 2, 1), (loader.Loads, serving.LoadedCount, loader.Disposed));
        await serving.PredictAsync(versions[2], ["login"], Cancel);
        Assert.Equal(3, loader.Loads);
    }

    private static Task<ModelAnswer> AskAsync(ModelsWorld world) => world.Predictions.ByNameAsync(world.Viewer, "tickets-2026", ["a refund"], Cancel);
}
