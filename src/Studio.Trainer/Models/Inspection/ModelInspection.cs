using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Templates;
using Studio.Trainer.Formats;
using Studio.Trainer.Generation;
using Studio.Trainer.Native;
using Studio.Trainer.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Studio.Trainer.Models.Inspection;

/// <summary>How one question about a model's folder was answered.</summary>
public enum InspectionOutcome
{
    Passed,

    /// <summary>The model works, but something of it does not here.</summary>
    Warned,

    /// <summary>The model cannot be used.</summary>
    Failed,
}

/// <summary>One question about a model's folder.</summary>
/// <param name="Title">What was asked.</param>
/// <param name="Outcome">How it went.</param>
/// <param name="Said">One sentence with the names or numbers.</param>
public sealed record InspectionCheck(string Title, InspectionOutcome Outcome, string Said);

/// <summary>What was found out about a model's folder.</summary>
/// <param name="Facts">Null where config or weights cannot be read.</param>
/// <param name="Checks">What was asked, in order; after the first failure nothing more is.</param>
public sealed record InspectionReport(ModelFacts? Facts, IReadOnlyList<InspectionCheck> Checks)
{
    /// <summary>Whether the model can be tuned and asked.</summary>
    public bool Usable => Facts is not null && Checks.All(check => check.Outcome != InspectionOutcome.Failed);
}

/// <summary>
/// Looks at a Hugging Face folder that nobody here has used yet: no code in it, a known family, a config that the weights agree with, a tokenizer
/// without unknown parts, and one short forward pass. Shapes are compared before any memory is taken for weights.
/// </summary>
public sealed class ModelInspection
{
    private const string Sample = "A short text, to see whether the model answers: 1 + 2 = 3.";
    private const int MostTokens = 16;
    private static readonly string[] CodeFields = ["auto_map", "trust_remote_code"];

    private readonly string _folder;
    private readonly List<InspectionCheck> _checks = [];
    private ModelFacts? _facts;
    private ModelConfig _config = null!;
    private ITokenizer _tokenizer = null!;

    private ModelInspection(string folder) => _folder = folder;

    /// <summary>Asks everything. It reads all weights for the forward pass, and is best done in a process of its own.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="availableBytes">Memory that the forward pass may take; null for what the machine has.</param>
    public static InspectionReport Run(string folder, long? availableBytes = null)
    {
        var inspection = new ModelInspection(folder);
        _ = inspection.Ask("Nothing in it runs code", inspection.NoCode)
            && inspection.Ask("Studio knows this family", inspection.Family)
            && inspection.Ask("Config and weights agree", inspection.Shapes)
            && inspection.Ask("The tokenizer is understood", inspection.Tokens)
            && inspection.Ask("The chat template is understood", inspection.Template, InspectionOutcome.Warned)
            && inspection.Ask("It answers", () => inspection.Answers(availableBytes ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes));
        return new(inspection._facts, inspection._checks);
    }

    private bool Ask(string title, Func<InspectionCheck?> question, InspectionOutcome otherwise = InspectionOutcome.Failed)
    {
        try
        {
            if (question() is { } check)
                _checks.Add(check with { Title = title });
            return true;
        }
        catch (Exception error) when (error is ModelFormatException or TokenizerException or TemplateException or GenerationException)
        {
            _checks.Add(new(title, otherwise, Short(error.Message)));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or ArgumentException or OverflowException or KeyNotFoundException or ExternalException or IOException)
        {
            _checks.Add(new(title, otherwise, $"It cannot be read: {Short(error.Message.Split('\n')[0])}"));
        }
        return _checks[^1].Outcome != InspectionOutcome.Failed;
    }

    private InspectionCheck NoCode()
    {
        _config = ModelConfig.Load(_folder);
        if (AsksForCode(_config.Json) is { } field)
            throw new ModelFormatException($"Its config.json has “{field}”, which asks for code that comes with the model. Studio runs no such code: take a version of the model that is built into transformers.");
        using var weights = WeightFiles.Open(_folder);
        return Passed($"Weights are safetensors: {weights.Names.Count:N0} tensors.");
    }

    private static string? AsksForCode(JsonNode? node) => node switch
    {
        JsonObject fields => fields.FirstOrDefault(field => CodeFields.Contains(field.Key) && field.Value is not (null or JsonValue) || field is { Key: "trust_remote_code", Value: JsonValue value } && value.TryGetValue(out bool yes) && yes) is { Key: { } key }
            ? key : fields.Select(field => AsksForCode(field.Value)).FirstOrDefault(found => found is not null),
        JsonArray items => items.Select(AsksForCode).FirstOrDefault(found => found is not null),
        _ => null,
    };

    private InspectionCheck Family()
    {
        _facts = ModelFacts.Read(_folder);
        return Passed($"{(_facts.Architecture.Length > 0 ? _facts.Architecture : _facts.ModelType)}, {(_facts.Form == ModelForm.Decoder ? "a decoder, which writes" : "an encoder, which classifies and tags")}.");
    }

    // On the device "meta" tensors have shapes and no memory, so a config that lies about its sizes costs nothing.
    private InspectionCheck Shapes()
    {
        Libtorch.Load();
        using var scope = NewDisposeScope();
        using var outline = TransformerModel.Build(_config, Task, new Device(DeviceType.META));
        using var weights = WeightFiles.Open(_folder);
        var report = WeightLoader.Compare(outline.Parameters, weights);
        report.Require(name => _facts!.Form == ModelForm.Decoder || !Runs.BaseModel.IsHead(name));
        return report.Unexpected.Count == 0 ? Passed($"{outline.Parameters.All.Count() - report.Missing.Count:N0} tensors have the shapes that config.json asks for.")
            : new("", InspectionOutcome.Passed, $"All that config.json asks for is there; {report.Unexpected.Count:N0} more tensors are not used ({string.Join(", ", report.Unexpected.Take(3))}{(report.Unexpected.Count > 3 ? " …" : "")}).");
    }

    // Heads of encoders are made anew for each task, so it does not matter which one the folder has.
    private ModelTask Task => _facts!.Form == ModelForm.Encoder && (_facts.Architecture.EndsWith("ForMaskedLM", StringComparison.Ordinal) || _config.Labels.Count == 0 && _config.Json["num_labels"] is null)
        ? new(TaskKind.SingleLabel, 2)
        : ModelTask.FromConfig(_config);

    private InspectionCheck Tokens()
    {
        _tokenizer = TokenizerFolder.Load(_folder);
        if (_facts!.Vocabulary > 0 && _tokenizer.VocabularySize > _facts.Vocabulary)
            throw new TokenizerException($"The tokenizer knows {_tokenizer.VocabularySize:N0} tokens and the model only {_facts.Vocabulary:N0}; they do not belong together.");
        int count = _tokenizer.Encode(Sample).Length;
        return count > 0 ? Passed($"{_tokenizer.VocabularySize:N0} tokens; a sentence of {Sample.Length} characters has {count}.") : throw new TokenizerException("It makes no token of a sentence.");
    }

    private InspectionCheck? Template()
    {
        if (!_facts!.HasChatTemplate || ChatFormat.Load(_folder) is not { } chat)
            return _facts.Form == ModelForm.Encoder ? null : Passed("There is none: the model continues texts and has not learned to converse.");
        chat.Render([new ChatMessage("user", "Hello")], addGenerationPrompt: true);
        return Passed("A conversation can be written as the model expects it.");
    }

    private InspectionCheck Answers(long available)
    {
        long needed = _facts!.LoadedBytes("fp32");
        if (needed > available)
            return new("", InspectionOutcome.Warned, FormattableString.Invariant($"Not tried: its weights need {needed / 1e9:0.0} GB of memory (half of that with bf16), and {available / 1e9:0.0} GB are there."));
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = TransformerModel.Build(_config, Task, CPU);
        using (var weights = WeightFiles.Open(_folder))
            WeightLoader.Load(model.Parameters, weights).Require(name => _facts.Form == ModelForm.Decoder || !Runs.BaseModel.IsHead(name));
        long[] ids = [.. _tokenizer.Encode(Sample).Ids.Select(id => (long)id).Take(Math.Min(MostTokens, model.MaxTokens))];
        var logits = model.Forward(new TokenBatch(tensor(ids).unsqueeze(0)), new ForwardPass());
        if (!logits.isfinite().all().ToBoolean())
            throw new ModelFormatException("Its answer to a short text is not a number. The weights are damaged, or belong to another config.");
        return Passed($"A text of {ids.Length} tokens went through it.");
    }

    private static InspectionCheck Passed(string said) => new("", InspectionOutcome.Passed, said);

    private string Short(string message)
    {
        string text = message.Replace(_folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal)
            .Replace($"The folder '{_folder}'", "The folder", StringComparison.Ordinal).Replace($"'{_folder}'", "the folder", StringComparison.Ordinal).Replace(_folder, "the folder", StringComparison.Ordinal);
        return text.Length <= 600 ? text : text[..600] + "…";
    }
}
