using System.Text.Json.Nodes;
using Studio.Trainer.Formats;
using Studio.Trainer.Models;
using Studio.Trainer.Native;

namespace Studio.Core.Tests.Tuning.Bases;

/// <summary>A whole Hugging Face folder of a very small encoder, made here.</summary>
internal static class SmallModel
{
    private static readonly string[] Words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "short", "text", "to", "see", ",", "whether", "the", "model", "answers", ":", "1", "+", "2", "=", "3", "."];

    public static IReadOnlyDictionary<string, byte[]> Files()
    {
        var folder = Directory.CreateTempSubdirectory("studio-small-").FullName;
        try
        {
            Write(folder);
            return Directory.EnumerateFiles(folder).ToDictionary(path => Path.GetFileName(path), File.ReadAllBytes);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public static void Write(string folder)
    {
        Libtorch.Load();
        Directory.CreateDirectory(folder);
        var config = new ModelConfig(new JsonObject
        {
            ["architectures"] = new JsonArray("BertForSequenceClassification"), ["model_type"] = "bert", ["vocab_size"] = Words.Length, ["hidden_size"] = 32, ["num_hidden_layers"] = 2,
            ["num_attention_heads"] = 2, ["intermediate_size"] = 64, ["max_position_embeddings"] = 64, ["num_labels"] = 2,
        }, "test");
        using var model = TransformerModel.Build(config, ModelTask.FromConfig(config));
        SafetensorsWriter.Write(Path.Combine(folder, "model.safetensors"), model.Parameters.All);
        config.Save(folder);
        File.WriteAllLines(Path.Combine(folder, "vocab.txt"), Words);
        File.WriteAllText(Path.Combine(folder, "README.md"), "---\nlicense: apache-2.0\ntags:\n- small\n---\n# Small\nMade for tests.\n");
    }
}
