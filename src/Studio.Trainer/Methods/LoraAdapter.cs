using System.Text.Json.Nodes;
using Studio.Trainer.Formats;
using Studio.Trainer.Models;
using Studio.Trainer.Runs;

namespace Studio.Trainer.Methods;

/// <summary>LoRA, rsLoRA and DoRA adapters on a model's linear layers.</summary>
internal sealed class LoraAdapter : Adapter
{
    /// <summary>Stands for every linear layer below the head, as in PEFT's <c>all-linear</c>.</summary>
    public const string AllLinear = "all-linear";

    private static readonly string[] QueryAndValue = ["query", "value", "q_lin", "v_lin", "Wqkv", "q_proj", "v_proj", "qkv_proj", "c_attn"];
    private readonly LoraSettings _settings;
    private readonly List<LoraLayer> _layers = [];
    private readonly IReadOnlyList<string> _targets;

    private LoraAdapter(TransformerModel model, LoraSettings settings)
        : base(model.Device)
    {
        _settings = settings;
        var wanted = settings.TargetModules ?? QueryAndValue;
        var candidates = model.Parameters.Linears.Where(layer => !IsHead(layer.Name)).ToList();
        var chosen = wanted.Contains(AllLinear) ? candidates : [.. candidates.Where(layer => wanted.Any(end => layer.Name == end || layer.Name.EndsWith("." + end, StringComparison.Ordinal)))];
        if (chosen.Count == 0)
            throw new ModelFormatException($"No layer's name ends with {string.Join(" or ", wanted.Select(w => $"\"{w}\""))} (target_modules). The layers of this model end with {string.Join(", ", candidates.Select(l => l.Name[(l.Name.LastIndexOf('.') + 1)..]).Distinct())}.");
        double scale = settings.UseRslora ? settings.LoraAlpha / Math.Sqrt(settings.R) : settings.LoraAlpha / settings.R;
        foreach (var layer in chosen)
            layer.Adapter = Add(new LoraLayer(Parameters, layer, settings.R, scale, settings.LoraDropout, settings.UseDora));
        _targets = [.. chosen.Select(l => settings.TargetModules is null || wanted.Contains(AllLinear) ? l.Name[(l.Name.LastIndexOf('.') + 1)..] : wanted.First(w => l.Name.EndsWith(w, StringComparison.Ordinal))).Distinct()];
    }

    public override string PeftType => "LORA";

    /// <summary>Puts fresh adapters on the model. Its own weights are frozen but for the head.</summary>
    /// <exception cref="ModelFormatException">No layer has one of the names.</exception>
    public static LoraAdapter Attach(TransformerModel model, LoraSettings settings)
    {
        var adapter = new LoraAdapter(model, settings);
        model.Adapter = adapter;
        FreezeBelowHead(model);
        return adapter;
    }

    public void Initialize(long seed)
    {
        TorchSharp.torch.manual_seed(seed);
        _layers.ForEach(layer => layer.Initialize());
    }

    internal static void FreezeBelowHead(TransformerModel model)
    {
        foreach (var (_, tensor) in model.Parameters.All.Where(p => !IsHead(p.Name)))
            tensor.requires_grad = false;
    }

    /// <summary>The layers that PEFT saves whole for classification; a pooler is not one of them.</summary>
    internal static bool IsHead(string name) => name.StartsWith("classifier", StringComparison.Ordinal) || name.StartsWith("pre_classifier", StringComparison.Ordinal) || name.StartsWith("score", StringComparison.Ordinal);

    internal override void Merge(TransformerModel model)
    {
        foreach (var layer in _layers)
        {
            layer.Merge();
            layer.Layer.Adapter = null;
        }
    }

    internal override JsonObject Describe(TransformerModel model) => new()
    {
        ["r"] = _settings.R,
        ["lora_alpha"] = _settings.LoraAlpha,
        ["lora_dropout"] = _settings.LoraDropout,
        ["target_modules"] = new JsonArray([.. _targets.Select(t => (JsonNode?)t)]),
        ["bias"] = "none",
        ["fan_in_fan_out"] = _layers.Any(l => l.Layer.IsTransposed),
        ["use_rslora"] = _settings.UseRslora,
        ["use_dora"] = _settings.UseDora,
        ["init_lora_weights"] = true,
    };

    private LoraLayer Add(LoraLayer layer)
    {
        _layers.Add(layer);
        return layer;
    }
}
