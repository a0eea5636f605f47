using System.Text.Json;
using Studio.Trainer.Formats;
using Studio.Trainer.Native;
using Studio.Trainer.Optimization;
using static TorchSharp.torch;

namespace Studio.Trainer.Runs.Checkpoints;

/// <summary>A run's state to and from a checkpoint's files.</summary>
internal static class Checkpoint
{
    private const string Weights = "model.safetensors", Moments = "optimizer.safetensors", State = "run_state.json";

    public static void Write(string folder, IEnumerable<(string Name, Tensor Tensor)> weights, AdamW optimizer, RunState state)
    {
        SafetensorsWriter.Write(Path.Combine(folder, Weights), weights);
        SafetensorsWriter.Write(Path.Combine(folder, Moments), optimizer.State());
        DurableFiles.Write(Path.Combine(folder, State), JsonSerializer.SerializeToUtf8Bytes(state, RecipeJson.Options));
    }

    public static RunState ReadState(string folder) =>
        JsonSerializer.Deserialize<RunState>(File.ReadAllBytes(Path.Combine(folder, State)), RecipeJson.Options) ?? throw new ModelFormatException($"'{folder}' holds no run state.");

    public static void ReadWeights(string folder, IEnumerable<(string Name, Tensor Tensor)> weights) => Fill(Path.Combine(folder, Weights), weights);

    public static void ReadMoments(string folder, AdamW optimizer) => Fill(Path.Combine(folder, Moments), optimizer.State());

    private static void Fill(string path, IEnumerable<(string Name, Tensor Tensor)> tensors)
    {
        using var noGrad = no_grad();
        using var file = SafetensorsFile.Open(path);
        foreach (var (name, tensor) in tensors)
        {
            using var scope = NewDisposeScope();
            tensor.copy_(file.Read(name));
        }
    }
}
