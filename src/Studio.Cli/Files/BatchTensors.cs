using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Trainer.Models;
using Studio.Trainer.Runs;
using static TorchSharp.torch;

namespace Studio.Cli.Files;

/// <summary>Lists of lists in JSON to tensors and back.</summary>
internal static class BatchTensors
{
    /// <summary>A rectangle of whole numbers; null where the field is absent.</summary>
    public static Tensor? Integers(JsonElement input, string name, Tensor? likeShape = null)
    {
        if (!input.TryGetProperty(name, out var rows) || rows.ValueKind == JsonValueKind.Null) return null;
        var (values, shape) = Rectangle<long>(rows, name, static cell => cell.TryGetInt64(out var value) ? value : null);
        if (likeShape is not null && !shape.SequenceEqual(likeShape.shape))
            throw new TrainingException($"\"{name}\" has the shape [{string.Join(", ", shape)}], \"input_ids\" [{string.Join(", ", likeShape.shape)}].");
        return tensor(values, shape);
    }

    /// <summary>The mean loss as transformers computes it for the model's task; null without labels.</summary>
    public static double? Loss(JsonElement input, TaskKind kind, Tensor logits)
    {
        if (!input.TryGetProperty("labels", out var labels) || labels.ValueKind == JsonValueKind.Null) return null;
        if (kind is TaskKind.MultiLabel or TaskKind.Regression)
        {
            var (numbers, shape) = Rectangle<float>(labels, "labels", static cell => (float)cell.GetDouble());
            return TaskLoss.Sum(kind, logits, tensor(numbers, shape)).item<float>() / numbers.Length;
        }

        var (ids, idShape) = Rectangle<long>(labels, "labels", static cell => cell.TryGetInt64(out var value) ? value : null);
        var targets = tensor(ids, idShape);
        if (kind == TaskKind.CausalLm) targets = TaskLoss.NextTokens(targets, logits.shape[1]);
        return TaskLoss.Sum(kind, logits, targets).item<float>() / TaskLoss.Weight([.. targets.data<long>()]);
    }

    public static JsonNode ToJson(Tensor tensor)
    {
        if (tensor.dim() == 1) return JsonSerializer.SerializeToNode(tensor.to(ScalarType.Float32).cpu().data<float>().ToArray())!;
        var rows = new JsonArray();
        for (long row = 0; row < tensor.shape[0]; row++) rows.Add(ToJson(tensor[row]));
        return rows;
    }

    private static (T[] Values, long[] Shape) Rectangle<T>(JsonElement element, string name, Func<JsonElement, T?> read)
        where T : struct
    {
        var shape = new List<long>();
        for (var level = element; level.ValueKind == JsonValueKind.Array; level = level[0])
        {
            shape.Add(level.GetArrayLength());
            if (level.GetArrayLength() == 0) throw new TrainingException($"\"{name}\" holds an empty list.");
        }

        if (shape.Count is 0 or > 3) throw new TrainingException($"\"{name}\" is not a list of rows.");
        var values = new List<T>();
        Collect(element, 0);
        return ([.. values], [.. shape]);

        void Collect(JsonElement part, int depth)
        {
            if (depth == shape.Count)
            {
                if (part.ValueKind != JsonValueKind.Number || read(part) is not { } value) throw new TrainingException($"\"{name}\" holds {part.GetRawText()}, which is not the number that is needed there.");
                values.Add(value);
                return;
            }

            if (part.ValueKind != JsonValueKind.Array || part.GetArrayLength() != shape[depth])
                throw new TrainingException($"The rows of \"{name}\" are not all of the same length; pad them.");
            foreach (var cell in part.EnumerateArray()) Collect(cell, depth + 1);
        }
    }
}
