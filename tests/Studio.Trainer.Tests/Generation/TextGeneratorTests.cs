using System.Text.Json;
using Studio.Trainer.Generation;
using Studio.Trainer.Tests.Golden;

namespace Studio.Trainer.Tests.Generation;

[Trait("Category", "Golden")]
public sealed class TextGeneratorTests : IDisposable
{
    private readonly TextGenerator _generator = TextGenerator.Load(StoryTests.Story().Folder, options: new() { Device = "cpu", Threads = 1, MaxBatch = 4, PrefillTokens = 16 });

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _generator.Dispose();

    [Fact]
    public async Task Many_requests_at_once_each_get_the_answer_that_they_get_alone()
    {
        string[] beginnings = ["Once upon a time", "Lily", "One day, a big dog", "Tom and his mom went to the park. They saw a", "The"];
        var requests = Enumerable.Range(0, 40).Select(i => Ask(beginnings[i % 5], 12 + i % 7)).ToList();
        var alone = new List<string>();
        foreach (var request in requests.Take(5))
            alone.Add((await _generator.GenerateAsync(request with { MaxNewTokens = 20 }, Cancel)).Text);

        var together = await Task.WhenAll(requests.Select(r => _generator.GenerateAsync(r, Cancel)));

        for (int i = 0; i < together.Length; i++)
        {
            Assert.Equal(12 + i % 7, together[i].OutputIds.Count);
            Assert.StartsWith(together[i].Text, alone[i % 5], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_pieces_of_a_stream_joined_are_the_answer()
    {
        var request = Ask("Once upon a time", 40) with { Stop = ["to play"] };
        var pieces = new List<GeneratedPiece>();
        await foreach (var piece in _generator.StreamAsync(request, Cancel))
            pieces.Add(piece);

        var whole = await _generator.GenerateAsync(request, Cancel);

        Assert.Equal(whole.Text, string.Concat(pieces.Select(p => p.Text)));
        Assert.Equal(FinishReason.Stop, pieces[^1].Finish);
        Assert.All(pieces.SkipLast(1), p => Assert.Null(p.Finish));
        Assert.EndsWith("She loved ", whole.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_seed_draws_the_same_again_and_another_draws_something_else()
    {
        var request = Ask("Once upon a time", 30) with { Sampling = new() { Temperature = 1.2, TopP = 0.95, TopK = 50, MinP = 0.01 }, Seed = 7 };

        var first = await _generator.GenerateAsync(request, Cancel);
        var again = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => _generator.GenerateAsync(request, Cancel)));
        var other = await _generator.GenerateAsync(request with { Seed = 8 }, Cancel);

        Assert.All(again, a => Assert.Equal(first.OutputIds, a.OutputIds));
        Assert.NotEqual(first.OutputIds, other.OutputIds);
    }

    [Fact]
    public async Task A_prompt_that_begins_like_an_earlier_one_is_read_from_where_they_part()
    {
        string text = "Once upon a time, there was a little girl named Lily. She loved to play outside in the park.";
        var first = await _generator.GenerateAsync(Ask(text, 8), Cancel);
        var same = await _generator.GenerateAsync(Ask(text, 8), Cancel);
        var longer = await _generator.GenerateAsync(Ask(text + " One day", 8), Cancel);

        Assert.Equal(0, first.CachedTokens);
        Assert.Equal(first.PromptTokens - 1, same.CachedTokens);
        Assert.Equal(first.OutputIds, same.OutputIds);
        Assert.InRange(longer.CachedTokens, first.PromptTokens - 1, first.PromptTokens);
    }

    [Fact]
    public async Task A_reader_that_leaves_frees_its_place()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var left = Enumerable.Range(0, 4).Select(_ => _generator.GenerateAsync(Ask("Once", 400) with { IgnoreEos = true }, stop.Token)).ToList();
        await stop.CancelAsync();

        var after = await _generator.GenerateAsync(Ask("Once upon a time", 5), Cancel);

        Assert.Equal(5, after.OutputIds.Count);
        foreach (var task in left)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
    }

    [Fact]
    public async Task Requests_that_cannot_be_answered_are_told_why()
    {
        async Task<string> Refused(GenerationRequest request) => (await Assert.ThrowsAsync<GenerationException>(() => _generator.GenerateAsync(request, Cancel))).Message;

        Assert.Contains("no tokens", await Refused(new() { PromptIds = [] }), StringComparison.Ordinal);
        Assert.Contains("token 9999", await Refused(new() { PromptIds = [1, 9999] }), StringComparison.Ordinal);
        Assert.Contains("600 tokens, and the model reads 512", await Refused(new() { PromptIds = [.. Enumerable.Repeat(300, 600)] }), StringComparison.Ordinal);
        Assert.Contains("top_p is 2", await Refused(Ask("a", 3) with { Sampling = new() { TopP = 2 } }), StringComparison.Ordinal);
        Assert.Contains("stop sequence is empty", await Refused(Ask("a", 3) with { Stop = [""] }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Temperature_zero_takes_the_likeliest_whatever_top_p_says()
    {
        var plain = await _generator.GenerateAsync(Ask("Once upon a time", 10), Cancel);
        var both = await _generator.GenerateAsync(Ask("Once upon a time", 10) with { Sampling = new() { Temperature = 0, TopP = 0.1 } }, Cancel);

        Assert.Equal(plain.OutputIds, both.OutputIds);
    }

    [Fact]
    public async Task At_the_model_s_length_an_answer_ends()
    {
        var result = await _generator.GenerateAsync(new() { PromptIds = [.. Enumerable.Repeat(300, 500)], MaxNewTokens = 100, IgnoreEos = true, Sampling = SamplingSettings.Greedy }, Cancel);

        Assert.Equal(FinishReason.Length, result.Finish);
        Assert.Equal(12, result.OutputIds.Count);
    }

    [Fact]
    public async Task A_schema_is_fulfilled_whatever_is_drawn()
    {
        var schema = JsonSchemaConstraint.Parse(JsonSerializer.SerializeToElement(new
        {
            type = "object",
            properties = new { label = new { @enum = new[] { "good", "bad" } }, name = new { type = "string", maxLength = 8 }, old = new { type = "boolean" } },
            required = new[] { "label", "name", "old" },
            additionalProperties = false,
        }));

        for (int seed = 0; seed < 6; seed++)
        {
            var result = await _generator.GenerateAsync(Ask("Once", 200) with { Schema = schema, Seed = seed, Sampling = new() { Temperature = 1.5 } }, Cancel);
            using var json = JsonDocument.Parse(result.Text);
            Assert.Equal(FinishReason.Stop, result.Finish);
            Assert.Contains(json.RootElement.GetProperty("label").GetString(), new[] { "good", "bad" });
            Assert.InRange(json.RootElement.GetProperty("name").GetString()!.Length, 0, 16);
        }
    }

    [Fact]
    public async Task Labels_score_as_if_each_was_read_with_its_context_alone()
    {
        string context = "Once upon a time, there was a little girl named ";
        string[] names = ["Lily", "Tom", "Lily. She loved to play", "x"];

        var scores = await _generator.ScoreAsync(context, names, Cancel);

        foreach (var (name, score) in names.Zip(scores))
        {
            // What every token of the whole text scores after those before it.
            int[] whole = _generator.Tokenizer.Encode(context + name, addSpecialTokens: false).Ids;
            Assert.Equal(whole[^score.Ids.Count..], score.Ids);
            double sum = 0;
            for (int i = whole.Length - score.Ids.Count; i < whole.Length; i++)
                sum += (await _generator.ScoreIdsAsync([(whole[..i], [whole[i]])], Cancel))[0].Logprob;
            Assert.Equal(sum, score.Logprob, 1e-3);
        }
        Assert.True(scores[0].Logprob > scores[3].Logprob);
    }

    [Fact]
    public async Task Every_token_of_a_given_text_is_scored_as_in_the_whole()
    {
        int[] ids = _generator.Tokenizer.Encode("Once upon a time, there was a little girl named Lily. She loved to play").Ids;

        var scored = await _generator.ScoreTextAsync(ids, 3, Cancel);
        var whole = await _generator.ScoreIdsAsync([(ids[..1], ids[1..])], Cancel);

        Assert.Null(scored[0].Logprob);
        Assert.Equal(ids, scored.Select(t => t.Id));
        for (int i = 1; i < ids.Length; i++)
        {
            Assert.Equal(whole[0].TokenLogprobs[i - 1], scored[i].Logprob!.Value, 1e-3);
            Assert.Equal(3, scored[i].Top.Count);
            Assert.True(scored[i].Top[0].Logprob >= scored[i].Logprob!.Value - 1e-4);
        }
    }

    [Fact]
    public async Task A_thousand_requests_at_once_are_all_answered()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => _generator.GenerateAsync(Ask(i % 2 == 0 ? "Lily" : "Tom", 2), Cancel)));

        Assert.All(answers, a => Assert.Equal(2, a.OutputIds.Count));
        Assert.Single(answers.Where((_, i) => i % 2 == 0).Select(a => a.Text).Distinct());
    }

    [Fact]
    public async Task A_slow_reader_holds_up_nobody()
    {
        await using var slow = _generator.StreamAsync(Ask("Once", 60) with { IgnoreEos = true }, Cancel).GetAsyncEnumerator(Cancel);
        Assert.True(await slow.MoveNextAsync());

        var other = await _generator.GenerateAsync(Ask("Tom", 100) with { IgnoreEos = true }, Cancel);

        Assert.Equal(100, other.OutputIds.Count);
        int pieces = 1;
        while (await slow.MoveNextAsync())
            pieces++;
        Assert.Equal(60, pieces);
    }

    [Fact]
    public async Task After_unloading_nobody_is_left_waiting()
    {
        var asked = Enumerable.Range(0, 20).Select(_ => _generator.GenerateAsync(Ask("Once", 300) with { IgnoreEos = true }, Cancel)).ToList();
        _generator.Dispose();

        foreach (var task in asked)
        {
            var failed = await Record.ExceptionAsync(() => task);
            Assert.True(failed is null or GenerationException, failed?.ToString());
        }
        await Assert.ThrowsAsync<GenerationException>(() => _generator.GenerateAsync(Ask("Once", 3), Cancel));
    }

    private GenerationRequest Ask(string text, int tokens) => new() { PromptIds = _generator.Tokenizer.Encode(text).Ids, MaxNewTokens = tokens, Sampling = SamplingSettings.Greedy };
}
