using Microsoft.Extensions.Logging.Abstractions;
using Studio.Core.Models.Serving;
using Studio.Core.Teams;

namespace Studio.Core.Tests.Models;

public sealed class ServingTests : IAsyncLifetime
{
    private ModelsWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await ModelsWorld.CreateAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_an_approved_version_answers()
    {
        var version = await _world.RegisterAsync();
        await Assert.ThrowsAsync<NotApprovedException>(() => _world.Predictions.ByNameAsync(_world.Viewer, "tickets-2026", ["a refund"], Cancel));
        await _world.AskAsync(_world.Tuner, version);
        await Assert.ThrowsAsync<NotApprovedException>(() => _world.Predictions.ByVersionAsync(_world.Viewer, version.Id, ["a refund"], Cancel));
        await _world.ApproveAsync(_world.Reviewer, version);

        var answer = await _world.Predictions.ByNameAsync(_world.Viewer, "tickets-2026", ["my login", "a refund"], Cancel);
        Assert.Equal((1, version.Digest), (answer.Version, answer.Digest));
        Assert.Equal(["login", "refund"], answer.Predictions.Select(p => p.Label));
    }

    [Fact]
    public async Task The_version_approved_last_answers_until_it_is_withdrawn()
    {
        var first = await _world.ApprovedAsync();
        var second = await _world.ApprovedAsync();
        Assert.Equal(2, (await AskAsync()).Version);
        await _world.Withdrawals.RunAsync(_world.Reviewer, second.Id, "Complaints about refunds.", Cancel);
        Assert.Equal(1, (await AskAsync()).Version);
        await _world.Withdrawals.RunAsync(_world.Reviewer, first.Id, "Too old.", Cancel);
        await Assert.ThrowsAsync<NotApprovedException>(AskAsync);
        Assert.Equal(0, _world.Serving.LoadedCount);
    }

    [Fact]
    public async Task Changed_files_silence_a_version_even_when_it_is_loaded()
    {
        var version = await _world.ApprovedAsync();
        await AskAsync();
        var config = Path.Combine(_world.Storage.Model(version.Id), "config.json");
        File.Delete(config);
        await File.WriteAllTextAsync(config, """{"num_labels":3}""", Cancel);
        var refusal = await Assert.ThrowsAsync<ConflictException>(AskAsync);
        Assert.Contains("config.json has other content", refusal.Message, StringComparison.Ordinal);

        File.Delete(config);
        await File.WriteAllTextAsync(config, "{}", Cancel);
        Assert.Equal(1, (await AskAsync()).Version);
    }

    [Fact]
    public async Task Keys_of_another_team_find_nothing()
    {
        await _world.ApprovedAsync();
        var foreign = _world.Viewer with { Key = new KeyScope(Guid.NewGuid(), Guid.NewGuid(), Role.Viewer) };
        await Assert.ThrowsAsync<NotFoundException>(() => _world.Predictions.ByNameAsync(foreign, "tickets-2026", ["x"], Cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => _world.Predictions.ByNameAsync(_world.Stranger, "tickets-2026", ["x"], Cancel));
    }

    [Fact]
    public async Task Too_much_or_nothing_is_refused_with_the_limit()
    {
        await _world.ApprovedAsync();
        await Assert.ThrowsAsync<InvalidInputException>(() => _world.Predictions.ByNameAsync(_world.Viewer, "tickets-2026", [], Cancel));
        var many = await Assert.ThrowsAsync<InvalidInputException>(() => _world.Predictions.ByNameAsync(_world.Viewer, "tickets-2026", [.. Enumerable.Repeat("x", 129)], Cancel));
        Assert.Contains("at most 128", many.Message, StringComparison.Ordinal);
        var longText = await Assert.ThrowsAsync<InvalidInputException>(() => _world.Predictions.ByNameAsync(_world.Viewer, "tickets-2026", ["a", new string('x', 20_001)], Cancel));
        Assert.Contains("Text 2 has", longText.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Memory_is_bounded_and_what_is_evicted_is_let_go()
    {
        var loader = new WordClassifierLoader();
        var versions = new List<ApprovedVersion>();
        for (var i = 0; i < 3; i++)
        {
            var version = await _world.ApprovedAsync();
            versions.Add(new ApprovedVersion(version.Id, version.Model.Name, version.Number, version.Digest, version.Manifest, version.SizeBytes));
        }

        using var serving = new ServingModels(
            _world.Storage, loader, new ServingOptions { LoadedBytes = versions[0].SizeBytes * 2 }, NullLogger<ServingModels>.Instance);
        foreach (var version in versions)
            await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => serving.PredictAsync(version, ["login"], Cancel)));
        Assert.Equal((3, 2, 1), (loader.Loads, serving.LoadedCount, loader.Disposed));
        await serving.PredictAsync(versions[2], ["login"], Cancel);
        Assert.Equal(3, loader.Loads);
    }

    private Task<ModelAnswer> AskAsync() => _world.Predictions.ByNameAsync(_world.Viewer, "tickets-2026", ["a refund"], Cancel);
}
