using System.Text.Json.Nodes;
using Studio.Trainer.Formats;
using Studio.Trainer.Models;
using Studio.Trainer.Text.Training;
using static TorchSharp.torch;

namespace Studio.Trainer.Runs;

/// <summary>A language model that starts from random weights: Llama's architecture over a byte-level vocabulary learned from the training rows.</summary>
internal static class ScratchDecoder
{
    private const string End = "<|endoftext|>";

    public static BaseModel New(TrainingJob job, Device device)
    {
        var shape = job.Recipe.Scratch ?? new ScratchShape();
        var tokenizer = BytePairTrainer.Train(job.Train.Read().SelectMany(Texts), Math.Max(shape.VocabSize, 257), [End], shape.MaxPositionEmbeddings);
        int end = tokenizer.IdOf(End)!.Value;
        var config = new ModelConfig(
            new JsonObject
            {
                ["model_type"] = "llama",
                ["vocab_size"] = tokenizer.VocabularySize,
                ["hidden_size"] = shape.HiddenSize,
                ["num_hidden_layers"] = shape.NumHiddenLayers,
                ["num_attention_heads"] = shape.NumAttentionHeads,
                ["num_key_value_heads"] = shape.NumAttentionHeads,
                ["intermediate_size"] = shape.IntermediateSize,
                ["max_position_embeddings"] = shape.MaxPositionEmbeddings,
                ["hidden_act"] = "silu",
                ["rms_norm_eps"] = 1e-5,
                ["rope_theta"] = 10_000.0,
                ["tie_word_embeddings"] = true,
                ["attention_dropout"] = job.Recipe.Dropout ?? 0,
                ["initializer_range"] = 0.02,
                ["bos_token_id"] = end,
                ["eos_token_id"] = end,
                ["pad_token_id"] = end,
            },
            "recipe");
        TaskConfig.Set(config, TaskKind.CausalLm, []);
        var model = TransformerModel.Build(config, ModelTask.FromConfig(config), device);
        WeightInitializer.Initialize(model, [.. model.Parameters.All.Select(p => p.Name)], (long)(Randomness.For(job.Recipe.Seed, "weights") >> 1));
        return new(model, tokenizer, [$"Learned a vocabulary of {tokenizer.VocabularySize} byte pairs from the training rows."]) { EndIds = new HashSet<int> { end } };
    }

    private static IEnumerable<string> Texts(TrainingRow row) =>
        new[] { row.Text, row.Prompt, row.Completion }.OfType<string>().Where(text => text.Length > 0).Concat(row.Messages?.Select(m => m.Content) ?? []);
}
