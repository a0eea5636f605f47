using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Studio.Trainer.Generation.Schemas;

/// <summary>Turns a JSON schema (json-schema.org, 2020-12) into a grammar of the documents that fulfil it; see <see cref="JsonSchemaConstraint"/> for what is known.</summary>
internal sealed class JsonSchemaGrammar
{
    private const int DeepestSchema = 64, LongestList = 4096;
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string[] Remarks = ["title", "description", "default", "examples", "$schema", "$id", "$comment", "$defs", "definitions", "deprecated", "readOnly", "writeOnly"];

    private readonly JsonElement _root;
    private readonly ByteGrammar _grammar = new();
    private readonly JsonParts _parts;
    private readonly Dictionary<string, int> _references = new(StringComparer.Ordinal);

    public JsonSchemaGrammar(JsonElement schema) => (_root, _parts) = (schema, new(_grammar));

    public ByteGrammar Compile()
    {
        _grammar.Start = Rule(_root, "$", 0);
        return _grammar;
    }

    private int Rule(JsonElement schema, string path, int depth)
    {
        if (depth > DeepestSchema)
            throw Refuse(path, $"is nested more than {DeepestSchema} deep");
        if (schema.ValueKind == JsonValueKind.True)
            return _parts.Value;
        if (schema.ValueKind != JsonValueKind.Object)
            throw Refuse(path, "is not a schema");
        if (schema.TryGetProperty("$ref", out var reference))
            return Reference(Keywords(schema, path, "$ref"), reference, path, depth);
        if (schema.TryGetProperty("const", out var constant))
            return Literals(Keywords(schema, path, "const", "type"), [constant], path);
        if (schema.TryGetProperty("enum", out var values))
            return Literals(Keywords(schema, path, "enum", "type"), values.ValueKind == JsonValueKind.Array ? [.. values.EnumerateArray()] : [], path + ".enum");
        foreach (string name in new[] { "anyOf", "oneOf" })
            if (schema.TryGetProperty(name, out var choices))
                return Choices(Keywords(schema, path, name), choices, $"{path}.{name}", depth);
        if (!schema.TryGetProperty("type", out var type))
            return schema.TryGetProperty("properties", out _) ? Object(schema, path, depth) : Anything(Keywords(schema, path));
        string[] types = type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(t => t.ToString())] : [type.ToString()];
        return types.Length == 1 ? OfType(types[0], schema, path, depth)
            : types.Length == 0 ? throw Refuse(path + ".type", "names no type")
            : _grammar.Add([.. types.Select(t => new[] { GrammarElement.OfRule(OfType(t, Only(t, schema), path, depth)) })]);
    }

    private int OfType(string type, JsonElement schema, string path, int depth) => type switch
    {
        "object" => Object(schema, path, depth),
        "array" => Array(Keywords(schema, path, "type", "items", "minItems", "maxItems"), path, depth),
        "string" => _parts.Text(Whole(Keywords(schema, path, "type", "minLength", "maxLength"), "minLength", path) ?? 0, Whole(schema, "maxLength", path)),
        "integer" => Plainly(schema, path, _parts.Integer),
        "number" => Plainly(schema, path, _parts.Number),
        "boolean" => Plainly(schema, path, _parts.Boolean),
        "null" => Plainly(schema, path, _parts.Null),
        _ => throw Refuse(path + ".type", $"is \"{type}\", which is no JSON type"),
    };

    private int Object(JsonElement schema, string path, int depth)
    {
        Keywords(schema, path, "type", "properties", "required", "additionalProperties");
        var properties = schema.TryGetProperty("properties", out var listed) && listed.ValueKind == JsonValueKind.Object ? listed.EnumerateObject().ToList() : [];
        var required = schema.TryGetProperty("required", out var names) && names.ValueKind == JsonValueKind.Array ? names.EnumerateArray().Select(n => n.ToString()).ToHashSet() : [];
        bool others = schema.TryGetProperty("additionalProperties", out var additional) && additional.ValueKind != JsonValueKind.False;
        if (required.FirstOrDefault(name => properties.TrueForAll(p => p.Name != name)) is { } unknown)
            throw Refuse(path + ".required", $"names \"{unknown}\", which is no property");
        if (properties.Count == 0)
            return listed.ValueKind == JsonValueKind.Object && !others ? _parts.EmptyObject : _parts.Map(others ? Rule(additional, path + ".additionalProperties", depth + 1) : _parts.Value);
        if (others)
            throw Refuse(path + ".additionalProperties", "lets further properties in beside named ones; set it to false");
        return _parts.Object([.. properties.Select(p => (JsonSerializer.Serialize(p.Name, Plain), Rule(p.Value, $"{path}.properties.{p.Name}", depth + 1), required.Contains(p.Name)))]);
    }

    private int Array(JsonElement schema, string path, int depth)
    {
        int item = schema.TryGetProperty("items", out var items) ? Rule(items, path + ".items", depth + 1) : _parts.Value;
        int? most = Whole(schema, "maxItems", path);
        int least = Whole(schema, "minItems", path) ?? 0;
        return least > most ? throw Refuse(path + ".minItems", "is more than maxItems") : _parts.Array(item, least, most);
    }

    private int Reference(JsonElement schema, JsonElement reference, string path, int depth)
    {
        string target = reference.ToString();
        if (_references.TryGetValue(target, out int known))
            return known;
        var found = schema.ValueKind == JsonValueKind.Object && target == "#" ? _root : default(JsonElement?);
        foreach (string place in new[] { "$defs", "definitions" })
            if (target.StartsWith($"#/{place}/", StringComparison.Ordinal) && _root.TryGetProperty(place, out var all) && all.TryGetProperty(target[(place.Length + 3)..], out var one))
                found = one;
        // The number is known before the rule is read, so that a schema may name itself.
        int rule = _references[target] = _grammar.Reserve();
        _grammar.Fill(rule, [GrammarElement.OfRule(Rule(found ?? throw Refuse(path + ".$ref", $"points to \"{target}\", which is not under $defs of this schema"), target, depth + 1))]);
        return rule;
    }

    private int Choices(JsonElement schema, JsonElement choices, string path, int depth) =>
        choices.ValueKind != JsonValueKind.Array || choices.GetArrayLength() == 0 || schema.ValueKind != JsonValueKind.Object
            ? throw Refuse(path, "names no choice")
            : _grammar.Add([.. choices.EnumerateArray().Select((choice, i) => new[] { GrammarElement.OfRule(Rule(choice, $"{path}[{i}]", depth + 1)) })]);

    private int Literals(JsonElement schema, IReadOnlyList<JsonElement> values, string path) => values.Count == 0 || schema.ValueKind != JsonValueKind.Object
        ? throw Refuse(path, "names no value")
        : _grammar.Add([.. values.Select(v => JsonParts.Bytes(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(v, Plain))))]);

    private int Anything(JsonElement schema) => schema.ValueKind == JsonValueKind.Object ? _parts.Value : throw new ArgumentException("Not a schema.", nameof(schema));

    private static int Plainly(JsonElement schema, string path, int rule)
    {
        Keywords(schema, path, "type");
        return rule;
    }

    /// <summary>Refuses what stands in the schema besides the given keywords and remarks.</summary>
    private static JsonElement Keywords(JsonElement schema, string path, params string[] known)
    {
        foreach (var property in schema.EnumerateObject())
            if (!known.Contains(property.Name) && !Remarks.Contains(property.Name))
                throw Refuse($"{path}.{property.Name}", "is a keyword that constrained answers do not know at this place; remove it");
        return schema;
    }

    /// <summary>Of a schema for several types, the keywords that mean something for one of them.</summary>
    private static JsonElement Only(string type, JsonElement schema)
    {
        string[] own = type switch
        {
            "object" => ["properties", "required", "additionalProperties"],
            "array" => ["items", "minItems", "maxItems"],
            "string" => ["minLength", "maxLength"],
            _ => [],
        };
        string[] all = ["properties", "required", "additionalProperties", "items", "minItems", "maxItems", "minLength", "maxLength"];
        return JsonSerializer.SerializeToElement(schema.EnumerateObject().Where(p => !all.Contains(p.Name) || own.Contains(p.Name)).ToDictionary(p => p.Name, p => p.Value));
    }

    private static int? Whole(JsonElement schema, string name, string path) => !schema.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number is >= 0 and <= LongestList ? number
        : throw Refuse($"{path}.{name}", $"is not a whole number from 0 to {LongestList}");

    private static GenerationException Refuse(string path, string what) => new($"The JSON schema cannot be used: {path} {what}.") { IsRefusal = true };
}
