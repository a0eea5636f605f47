using System.Collections.Concurrent;
using System.Text.Json;
using Studio.Trainer.Generation;

namespace Studio.Web.Models.OpenAi;

/// <summary>What chats and completions ask alike.</summary>
/// <param name="Model">Who is asked.</param>
/// <param name="Request">How the answer is to be written; its prompt is filled in later.</param>
/// <param name="Choices">Answers to each prompt (<c>n</c>).</param>
/// <param name="Stream">Piece by piece.</param>
/// <param name="StreamUsage">Ends the stream with the tokens that were used.</param>
internal sealed record SharedQuestion(string Model, GenerationRequest Request, int Choices, bool Stream, bool StreamUsage)
{
    private const int MostChoices = 128, MostStops = 16, MostTokens = 1 << 24, KeptSchemas = 64;
    private static readonly ConcurrentDictionary<string, JsonSchemaConstraint> Schemas = new();

    public static SharedQuestion Read(RequestFields fields, int maxTokens, int? topLogprobs)
    {
        fields.Refuse("logit_bias", "tools", "functions", "audio", "web_search_options", "suffix");
        var stream = fields.Flag("stream");
        var seed = fields.Long("seed");
        return new SharedQuestion(fields.Needed("model"), new GenerationRequest
        {
            PromptIds = [],
            MaxNewTokens = maxTokens,
            Sampling = new SamplingSettings
            {
                Temperature = fields.Number("temperature", 0, 2) ?? 1,
                TopP = fields.Number("top_p", 0, 1) ?? 1,
                FrequencyPenalty = fields.Number("frequency_penalty", -2, 2) ?? 0,
                PresencePenalty = fields.Number("presence_penalty", -2, 2) ?? 0,
                TopK = fields.Integer("top_k", -1, int.MaxValue) is { } k and > 0 ? k : 0,
                MinP = fields.Number("min_p", 0, 1) ?? 0,
                RepetitionPenalty = fields.Number("repetition_penalty", 0.01, 100) ?? 1,
            },
            Seed = seed is null ? null : unchecked((int)(seed.Value ^ (seed.Value >> 32))),
            Stop = Stops(fields),
            IgnoreEos = fields.Flag("ignore_eos"),
            TopLogprobs = topLogprobs,
            Schema = Schema(fields),
        }, fields.Integer("n", 1, MostChoices) ?? 1, stream, IncludesUsage(fields, stream));
    }

    /// <summary>The request of one of the choices: each draws something else, and the same again with the same seed.</summary>
    public GenerationRequest Of(IReadOnlyList<int> prompt, int choice) =>
        Request with { PromptIds = prompt, Seed = Request.Seed is { } seed ? unchecked(seed + choice) : null };

    public static int MaxTokens(RequestFields fields, string name) => fields.Integer(name, 0, MostTokens) ?? -1;

    private static IReadOnlyList<string> Stops(RequestFields fields)
    {
        var stops = fields.Texts("stop", MostStops);
        return stops.Any(string.IsNullOrEmpty) ? throw new BadFieldException("stop", "A stop sequence is empty; every text contains it.", "invalid_value") : stops;
    }

    private static bool IncludesUsage(RequestFields fields, bool stream)
    {
        if (fields.Find("stream_options") is not { } options)
            return false;
        if (!stream)
            throw new BadFieldException("stream_options", "'stream_options' is only for streams: set 'stream' to true.", "invalid_value");
        return options.ValueKind == JsonValueKind.Object ? new RequestFields(options).Flag("include_usage") : throw new BadFieldException("stream_options", "'stream_options' is an object.", "invalid_type");
    }

    private static JsonSchemaConstraint? Schema(RequestFields fields)
    {
        const string Name = "response_format";
        if (fields.Find(Name) is not { } format)
            return null;
        if (format.ValueKind != JsonValueKind.Object || !format.TryGetProperty("type", out var type))
            throw new BadFieldException(Name, "'response_format' is an object with a 'type'.", "invalid_type");
        switch (RequestFields.TextOf(type, Name))
        {
            case "text":
                return null;
            case "json_object":
                return Schemas.GetOrAdd("", _ => JsonSchemaConstraint.AnyObject());
            case "json_schema" when format.TryGetProperty("json_schema", out var named) && named.ValueKind == JsonValueKind.Object && named.TryGetProperty("schema", out var schema):
                return Parsed(schema);
            case "json_schema":
                throw new BadFieldException(Name, "'response_format.json_schema' needs a 'schema'.", "missing_required_parameter");
            default:
                throw new BadFieldException(Name, "'response_format.type' is text, json_object or json_schema.", "invalid_value");
        }
    }

    private static JsonSchemaConstraint Parsed(JsonElement schema)
    {
        var text = schema.GetRawText();
        if (Schemas.TryGetValue(text, out var known))
            return known;
        try
        {
            var parsed = JsonSchemaConstraint.Parse(schema);
            if (Schemas.Count >= KeptSchemas)
                Schemas.Clear();
            return Schemas.GetOrAdd(text, parsed);
        }
        catch (GenerationException reason)
        {
            throw new BadFieldException("response_format", reason.Message, "invalid_json_schema");
        }
    }
}
