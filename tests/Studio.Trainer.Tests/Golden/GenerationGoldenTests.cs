using System.Text.Json.Nodes;
using Studio.Trainer.Generation;
using Studio.Trainer.Models;
using Studio.Trainer.Text;
using static TorchSharp.torch;

namespace Studio.Trainer.Tests.Golden;

/// <summary>Generated tokens as transformers generates them, one by one and many at once.</summary>
[Trait("Category", "Golden")]
public sealed class GenerationGoldenTests
{
    public static TheoryData<string> Decoders => GoldenFolder.Cases("models", golden => golden["greedy"] is not null);

    public static TheoryData<string> Adapters => GoldenFolder.Cases("peft", golden => golden["greedy"] is not null);

    [Theory, MemberData(nameof(Decoders))]
    public void Greedy_alone_and_together(string name)
    {
        using var golden = new GoldenModel(name);
        var section = golden.Golden["greedy"]!.AsObject();

        foreach (int batch in new[] { 1, 3, 16 })
        {
            using var writer = new Writer(golden.Model, new() { MaxBatch = batch, PrefillTokens = batch == 3 ? 2 : 512, PrefixCacheTokens = 0 });
            var answers = section["items"]!.AsArray().Select(item => writer.Add(Ids(item!["prompt"]!), section["max_new_tokens"]!.GetValue<int>())).ToList();
            writer.Run();
            for (int i = 0; i < answers.Count; i++)
                Assert.Equal(Ids(section["items"]![i]!["new_tokens"]!), Writer.Written(answers[i]));
        }
    }

    [Theory, MemberData(nameof(Decoders))]
    public void Logits_of_every_step(string name)
    {
        using var golden = new GoldenModel(name);
        using var _ = no_grad();
        var item = golden.Golden["greedy"]!["items"]![0]!;
        int[] prompt = Ids(item["prompt"]!), written = Ids(item["new_tokens"]!);
        var decoder = golden.Model.Decoder!;
        using var cache = new KeyValueCache(decoder.Shape, GoldenDevice.Current, ScalarType.Float32);
        var expected = golden.Expected("greedy.0.logits");

        for (int step = 0, length = 0; step < written.Length; step++)
        {
            int[] next = step == 0 ? prompt : [written[step - 1]];
            cache.Reserve(1, length + next.Length);
            var hidden = decoder.Forward(new TokenBatch(tensor([.. next.Select(id => (long)id)], [1, next.Length]).to(GoldenDevice.Current)) { Memory = cache.Continue(0, length) }, new ForwardPass());
            length += next.Length;
            GoldenModel.Close(expected[step], golden.Model.CausalHead!.Score(hidden)[0, -1], 1e-4, $"step {step}");
        }
    }

    [Theory, MemberData(nameof(Decoders))]
    public void An_end_token_ends_an_answer_and_the_others_go_on(string name)
    {
        using var golden = new GoldenModel(name);
        var section = golden.Golden["greedy_batch_eos"]!.AsObject();
        int end = section["eos_token_id"]!.GetValue<int>();
        var prompts = golden.Golden["greedy"]!["items"]!.AsArray().Select(item => Ids(item!["prompt"]!));
        using var writer = new Writer(golden.Model, new() { MaxBatch = 16 }, end);

        var answers = prompts.Select(p => writer.Add(p, 24, ignoreEnd: false)).ToList();
        writer.Run();

        for (int i = 0; i < answers.Count; i++)
        {
            int[] expected = Ids(section["new_tokens"]![i]!);
            int until = Array.IndexOf(expected, end);
            Assert.Equal(until < 0 ? expected : expected[..(until + 1)], Writer.Written(answers[i]));
        }
    }

    [Theory, MemberData(nameof(Decoders))]
    public void Repetition_penalty(string name)
    {
        using var golden = new GoldenModel(name);
        var section = golden.Golden["greedy_repetition_penalty"]!;
        using var writer = new Writer(golden.Model, new());

        var answer = writer.Add(Ids(section["prompt"]!), 24, SamplingSettings.Greedy with { RepetitionPenalty = section["penalty"]!.GetValue<double>() });
        writer.Run();

        Assert.Equal(Ids(section["new_tokens"]!), Writer.Written(answer));
    }

    [Theory, MemberData(nameof(Adapters))]
    public void Soft_prompts_and_prefixes(string name)
    {
        using var golden = new GoldenModel(name, "peft");
        var section = golden.Golden["greedy"]!.AsObject();
        using var writer = new Writer(golden.Model, new() { PrefillTokens = 3 });

        var answers = section["items"]!.AsArray().Select(item => writer.Add(Ids(item!["prompt"]!), section["max_new_tokens"]!.GetValue<int>())).ToList();
        writer.Run();

        for (int i = 0; i < answers.Count; i++)
            Assert.Equal(Ids(section["items"]![i]!["new_tokens"]!), Writer.Written(answers[i]));
    }

    private static int[] Ids(JsonNode node) => [.. node.AsArray().Select(v => v!.GetValue<int>())];

    /// <summary>The loop without its thread, for models whose folder has no tokenizer.</summary>
    private sealed class Writer : IDisposable
    {
        private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();
        private readonly WritingLoop _loop;
        private readonly HashSet<int> _ends;
        private readonly ITokenizer _tokenizer = new NoTokenizer("none");

        public Writer(TransformerModel model, GeneratorOptions options, params int[] ends)
        {
            _ends = [.. ends];
            using var _ = no_grad();
            _loop = new(model, options);
        }

        public Answer Add(int[] prompt, int count, SamplingSettings? sampling = null, bool ignoreEnd = true)
        {
            var answer = new Answer(
                new() { PromptIds = prompt, MaxNewTokens = count, Sampling = sampling ?? SamplingSettings.Greedy, IgnoreEos = ignoreEnd }, _tokenizer, _ends, null, CancellationToken.None);
            _loop.Enqueue(answer);
            return answer;
        }

        public void Run()
        {
            using var _ = no_grad();
            while (!_loop.IsIdle)
                _loop.Step();
        }

        public static List<int> Written(Answer answer)
        {
            var ids = new List<int>();
            while (answer.Pieces.TryRead(out var piece))
                ids.AddRange(piece.Ids);
            Assert.True(answer.Pieces.Completion.IsCompletedSuccessfully, answer.Pieces.Completion.Exception?.Message);
            return ids;
        }

        public void Dispose()
        {
            _loop.Dispose();
            _scope.Dispose();
        }
    }
}
