using System.Text.Json.Nodes;
using Studio.Trainer.Formats;
using Studio.Trainer.Models;
using Studio.Trainer.Models.Decoders;
using Studio.Trainer.Runs.Estimates;
using Studio.Trainer.Runs.Language;
using Studio.Trainer.Tests.Runs;
using TorchSharp;
using static TorchSharp.torch;

namespace Studio.Trainer.Tests.Models;

/// <summary>
/// What a language model's training step holds at its largest. The way that should take less goes first, so that nothing it left behind helps the other.
/// </summary>
[Collection(EngineCollection.Name)]
public sealed class DecoderMemoryTests
{
    private static readonly Scalar One = 1.0;

    [Fact]
    public void The_loss_in_parts_over_the_vocabulary_holds_far_less_than_at_once_and_is_the_same()
    {
        using var scope = NewDisposeScope();
        using var model = Build(layers: 1, vocabulary: 16_384);
        var head = model.CausalHead!;
        manual_seed(1);
        var hidden = randn(4_096, 64);
        var labels = randint(0, 16_384, 4_096);

        var (parts, inParts) = Grown(() => Backward(input => VocabularyLoss.Backward(head, input, labels, null, One, 0, new ForwardPass())));
        var (whole, atOnce) = Grown(() => Backward(input =>
        {
            var loss = nn.functional.cross_entropy(head.Score(input), labels, reduction: nn.Reduction.Sum);
            loss.backward();
            return loss.detach();
        }));

        Assert.Equal(atOnce.Loss, inParts.Loss, atOnce.Loss * 1e-5);
        Assert.Equal(atOnce.Norm, inParts.Norm, atOnce.Norm * 1e-4);
        Assert.True(parts < 0.6 * whole, $"{parts / 1e6:0} MB in parts, {whole / 1e6:0} MB at once");

        (double Loss, double Norm) Backward(Func<Tensor, Tensor> loss)
        {
            using var inner = NewDisposeScope();
            var input = hidden.detach().requires_grad_();
            double value = loss(input).item<float>();
            double norm = input.grad!.norm().item<float>();
            foreach (var (_, tensor) in model.Parameters.All)
                tensor.grad = null;
            return (value, norm);
        }
    }

    [Fact]
    public void Gradient_checkpointing_holds_far_less_than_keeping_every_layer_and_gives_the_same_gradients()
    {
        using var scope = NewDisposeScope();
        using var model = Build(layers: 12, vocabulary: 256);
        var random = new Random(1);
        LanguageRow[] rows = [.. Enumerable.Range(0, 8).Select(_ => new LanguageRow([.. Enumerable.Range(0, 256).Select(_ => random.Next(3, 256))], [.. Enumerable.Range(0, 256).Select(i => i > 0)]))];
        var batch = LanguageBatch.Of([rows[0]], model.PadId, CPU);
        // What libtorch takes once for itself belongs to neither way.
        _ = Step(new ForwardPass(training: true) { Checkpointing = true, Seed = 1 });
        batch = LanguageBatch.Of(rows, model.PadId, CPU);

        var (cut, checkpointed) = Grown(() => Step(new ForwardPass(training: true) { Checkpointing = true, Seed = 1 }));
        var (whole, kept) = Grown(() => Step(new ForwardPass(training: true) { Seed = 1 }));

        Assert.Equal(kept.Loss, checkpointed.Loss, kept.Loss * 1e-6);
        Assert.Equal(kept.Norm, checkpointed.Norm, kept.Norm * 1e-5);
        Assert.True(cut < 0.6 * whole, $"{cut / 1e6:0} MB with checkpoints, {whole / 1e6:0} MB without");

        (double Loss, double Norm) Step(ForwardPass pass)
        {
            using var inner = NewDisposeScope();
            double loss = VocabularyLoss.Backward(model.CausalHead!, model.Hidden(batch.Batch, pass), batch.Labels, null, One, 0, pass).item<float>();
            double norm = Math.Sqrt(model.Parameters.All.Sum(p => Math.Pow(p.Tensor.grad!.norm().item<float>(), 2)));
            foreach (var (_, tensor) in model.Parameters.All)
                tensor.grad = null;
            return (loss, norm);
        }
    }

    /// <summary>By how much the process grew at its largest.</summary>
    private static (double Bytes, T Result) Grown<T>(Func<T> work)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/proc/self/clear_refs"), "Only Linux forgets the most memory that a process held, which is what this test measures by.");
        GC.Collect();
        GC.WaitForPendingFinalizers();
        ProcessMemory.ForgetPeak();
        long before = ProcessMemory.Now();
        var result = work();
        return (ProcessMemory.Peak() - before, result);
    }

    private static TransformerModel Build(int layers, int vocabulary)
    {
        var config = new ModelConfig(
            new JsonObject
            {
                ["architectures"] = new JsonArray("LlamaForCausalLM"), ["model_type"] = "llama", ["vocab_size"] = vocabulary, ["hidden_size"] = layers == 1 ? 64 : 128, ["num_hidden_layers"] = layers,
                ["num_attention_heads"] = 4, ["num_key_value_heads"] = 4, ["intermediate_size"] = 512, ["max_position_embeddings"] = 512, ["hidden_act"] = "silu", ["rms_norm_eps"] = 1e-5,
                ["rope_theta"] = 10_000.0, ["tie_word_embeddings"] = true, ["initializer_range"] = 0.02, ["bos_token_id"] = 1, ["eos_token_id"] = 2, ["pad_token_id"] = 0,
            },
            "test");
        var model = TransformerModel.Build(config, ModelTask.FromConfig(config));
        WeightInitializer.Initialize(model, [.. model.Parameters.All.Select(p => p.Name)], 1);
        return model;
    }
}
