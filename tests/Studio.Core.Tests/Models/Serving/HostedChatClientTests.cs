using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Studio.Core.Models.Serving.Asking;
using Studio.Core.Models.Serving.Hosting;
using Studio.Core.Models.Serving.Sources;
using Studio.Core.Prompts.Connections;
using Studio.Core.Prompts.Runs;
using Studio.Trainer.Generation;
using Studio.Trainer.Models;

namespace Studio.Core.Tests.Models.Serving;

/// <summary>A model of this server, asked as playgrounds and prompt runs ask any other.</summary>
public sealed class HostedChatClientTests : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("studio-client-").FullName;
    private readonly ModelHost _host;
    private readonly ModelFiles _files;

    public HostedChatClientTests()
    {
        var options = new HostingOptions { Device = "cpu", Threads = 1 };
        _host = new ModelHost(new ModelLoader(options, NullLogger<ModelLoader>.Instance), options, TimeProvider.System, NullLogger<ModelHost>.Instance);
        _files = new ModelFiles("story", StoryFolder.Copy(Path.Combine(_folder, "story")));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_chat_template_it_goes_on_with_the_text()
    {
        using var client = Client();
        var options = new ChatOptions { Temperature = 0, MaxOutputTokens = 30, StopSequences = ["Lily"] };
        var whole = await client.GetResponseAsync("Once upon a time", options, Cancel);
        Assert.Equal(", there was a little girl named ", whole.Text);
        Assert.Equal(ChatFinishReason.Stop, whole.FinishReason);
        var parts = new List<ChatResponseUpdate>();
        await foreach (var part in client.GetStreamingResponseAsync("Once upon a time", options, Cancel))
            parts.Add(part);
        Assert.Equal(whole.Text, string.Concat(parts.Select(p => p.Text)));
        Assert.Equal(whole.Usage!.OutputTokenCount, parts.ToChatResponse().Usage!.OutputTokenCount);
    }

    [Fact]
    public async Task Labels_are_scored_as_the_engine_scores_them()
    {
        using var client = Client();
        var scoring = Assert.IsType<ILabelAnswers>(client.GetService(typeof(ILabelAnswers)), exactMatch: false);
        string[] labels = ["girl", "dog", "refund"];
        var (scores, tokens) = await scoring.ScoreAsync([new(ChatRole.User, "Once upon a time, there was a little")], labels, Cancel);
        using var borrowed = await _host.BorrowAsync<TextGenerator>(_files, Cancel);
        var right = await borrowed.Model.ScoreAsync("Once upon a time, there was a little", [.. labels.Select(l => " " + l)], Cancel);
        Assert.All(right.Zip(scores), pair => Assert.Equal(pair.First.Logprob, pair.Second.Logprob, 1e-4));
        Assert.InRange(tokens, 5, 30);
        var kept = LabelScores.Parse(LabelScores.Of(labels, scores).ToJson());
        Assert.Equal("girl", kept.Ranked[0].Label);
        Assert.Equal(scores[2].TokenLogprobs.Count, kept.Logprobs["refund"].Count);
    }

    [Fact]
    public async Task What_cannot_be_answered_is_a_refusal_of_the_model()
    {
        using var client = Client();
        var refusal = await Assert.ThrowsAsync<ModelCallException>(() => client.GetResponseAsync(string.Concat(Enumerable.Repeat("word ", 1000)), null, Cancel));
        Assert.Equal(ModelCallFailure.Refused, refusal.Failure);
        Assert.Contains("reads 512 at most", refusal.Message, StringComparison.Ordinal);
        File.Delete(Path.Combine(_files.Folder, "tokenizer.json"));
        Assert.False((await Assert.ThrowsAsync<ModelCallException>(() => client.GetResponseAsync("x", null, Cancel))).MayPass);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private HostedChatClient Client() => new(_host, new CallableModel("story", "base", DateTime.UtcNow, ModelPurpose.Writes, _files));
}
