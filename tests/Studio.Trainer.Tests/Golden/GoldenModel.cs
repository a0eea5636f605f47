using System.Text.Json.Nodes;
using Studio.Trainer.Formats;
using Studio.Trainer.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Studio.Trainer.Tests.Golden;

/// <summary>A golden folder with the model in it.</summary>
internal sealed class GoldenModel : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly SafetensorsFile _tensors;

    public GoldenModel(string name, string group = "models")
    {
        GoldenFolder.SkipIfAbsent(name);
        GoldenDevice.Require();
        Folder = Path.Combine(GoldenFolder.Root!, group, name);
        Golden = GoldenFolder.Json(Path.Combine(Folder, "golden.json"));
        _tensors = SafetensorsFile.Open(Path.Combine(Folder, "golden.safetensors"));
        Model = group is "models" or "formats" ? TransformerModel.Load(Folder, device: GoldenDevice.Current) : TransformerModel.Load(BaseFolder, Folder, GoldenDevice.Current);
    }

    public string Folder { get; }

    public JsonObject Golden { get; }

    /// <summary>The model that an adapter was made for.</summary>
    public string BaseFolder => Path.GetFullPath(Path.Combine(Folder, Golden["base_model"]!.GetValue<string>()));

    public TransformerModel Model { get; }

    public JsonObject ForwardSection => Golden["forward"]!.AsObject();

    public bool Has(string tensor) => _tensors.Entries.ContainsKey(tensor);

    public Tensor Expected(string tensor) => _tensors.Read(tensor).to(GoldenDevice.Current);

    public static TokenBatch Batch(JsonObject section)
    {
        var mask = section["attention_mask"] is { } m ? Longs(m).to_type(ScalarType.Bool) : null;
        return new(Longs(section["input_ids"]!), mask, section["token_type_ids"] is { } t ? Longs(t) : null)
        {
            PositionIds = section["position_ids"] is { } p ? Longs(p) : null,
        };
    }

    /// <summary>One row of a section, without its padding.</summary>
    public static TokenBatch UnpaddedRow(JsonObject section, int row)
    {
        int length = section["attention_mask"]![row]!.AsArray().Count(v => v!.GetValue<int>() == 1);
        Tensor Cut(string field) => tensor(section[field]![row]!.AsArray().Take(length).Select(v => v!.GetValue<long>()).ToArray(), [1, length]).to(GoldenDevice.Current);
        return new(Cut("input_ids"), null, section.ContainsKey("token_type_ids") ? Cut("token_type_ids") : null);
    }

    public Tensor Labels(JsonObject section)
    {
        var node = section["labels"]!;
        return Model.Task.Kind is TaskKind.SingleLabel or TaskKind.TokenClassification or TaskKind.CausalLm ? Longs(node) : Floats(node);
    }

    /// <summary>The mean loss as transformers computes it.</summary>
    public Tensor Loss(JsonObject section, double smoothing = 0, IReadOnlyList<double>? classWeights = null, ForwardPass? pass = null)
    {
        var labels = Labels(section);
        var logits = Model.Forward(Batch(section), pass ?? new ForwardPass());
        if (Model.Task.Kind == TaskKind.CausalLm)
            labels = TaskLoss.NextTokens(labels, logits.shape[1]);
        var sum = TaskLoss.Sum(Model.Task.Kind, logits, labels,
            classWeights is null ? null : tensor(classWeights.Select(w => (float)w).ToArray()).to(GoldenDevice.Current), smoothing);
        double weight = labels.is_floating_point() ? labels.NumberOfElements : TaskLoss.Weight([.. labels.cpu().data<long>()], classWeights);
        return sum / weight;
    }

    /// <summary>Compares what stands at real tokens; what stands at padding means nothing.</summary>
    public void CloseAtTokens(Tensor expected, Tensor actual, double absolute, string what)
    {
        if (expected.dim() == 3 && Batch(ForwardSection).Mask is { } mask)
        {
            mask = cat([ones([mask.shape[0], expected.shape[1] - mask.shape[1]], dtype: ScalarType.Bool, device: mask.device), mask], 1).unsqueeze(-1);
            (expected, actual) = (expected * mask, actual * mask);
        }
        Close(expected, actual, absolute, what);
    }

    public static double Value(JsonNode? node) => node!.GetValue<double>();

    public static void Close(double expected, double actual, double relative, string what) =>
        Assert.True(Math.Abs(expected - actual) <= relative * Math.Max(Math.Abs(expected), 1e-12), $"{what}: expected {expected}, got {actual}");

    public static void Close(Tensor expected, Tensor actual, double absolute, string what)
    {
        Assert.Equal(expected.shape, actual.shape);
        double difference = (expected.to(actual.device) - actual).abs().max().to_type(ScalarType.Float64).item<double>();
        Assert.True(difference <= absolute, $"{what}: differs by {difference}");
    }

    public void Dispose()
    {
        Model.Dispose();
        _tensors.Dispose();
        _scope.Dispose();
    }

    private static Tensor Longs(JsonNode node) => tensor([.. Flatten(node).Select(v => v.GetValue<long>())], Shape(node)).to(GoldenDevice.Current);

    private static Tensor Floats(JsonNode node) => tensor([.. Flatten(node).Select(v => (float)v.GetValue<double>())], Shape(node)).to(GoldenDevice.Current);

    private static IEnumerable<JsonValue> Flatten(JsonNode node) => node is JsonArray array ? array.SelectMany(child => Flatten(child!)) : [node.AsValue()];

    private static long[] Shape(JsonNode node) => node is JsonArray array ? [array.Count, .. Shape(array[0]!)] : [];
}
