using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Studio.Cli.Commands.Devices.Gpu;

/// <summary>The report as it grows: written as a whole after every part, so that whatever ends it loses one part at most. What it has already is not measured again.</summary>
internal sealed class GpuReport
{
    private static readonly JsonSerializerOptions Form = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly string _path;
    private readonly JsonObject _root;

    private GpuReport(string path, JsonObject root) => (_path, _root) = (path, root);

    public JsonObject Parts => _root["parts"]!.AsObject();

    /// <summary>Opens the report, or begins one.</summary>
    /// <exception cref="IOException">The file is no report.</exception>
    public static GpuReport Open(string path)
    {
        try
        {
            var root = File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path)) as JsonObject : [];
            if (root is null || (root.Count > 0 && root["parts"] is not JsonObject))
                throw new IOException($"'{path}' is no report of this command; name another file.");
            root["parts"] ??= new JsonObject();
            return new(path, root);
        }
        catch (JsonException)
        {
            throw new IOException($"'{path}' is no report of this command; name another file.");
        }
    }

    public bool Has(string part) => Parts[part]?["state"]?.GetValue<string>() == "done";

    public void Set(string name, JsonNode? value)
    {
        _root[name] = value;
        Write();
    }

    public void SetPart(string name, JsonObject value)
    {
        Parts[name] = value;
        Write();
    }

    public JsonObject Copy() => _root.DeepClone().AsObject();

    /// <summary>What, ours, theirs, ratio, share of the limit, memory of both.</summary>
    public string Table()
    {
        var lines = new List<string[]> { new[] { "what", "ours", "theirs", "ratio", "of the limit", "memory", "theirs" } };
        foreach (var part in GpuPart.All.Where(p => Parts.ContainsKey(p.Name)))
        {
            var told = Parts[part.Name]!;
            lines.Add([part.What, Number(told, "ours", "N0"), Number(told, "theirs", "N0"), Number(told, "ratio", "0.00"), Number(told, "share_of_limit", "P0"),
                Gigabytes(told, "memory_bytes"), told["sentence"]?.GetValue<string>() ?? Gigabytes(told, "their_memory_bytes")]);
        }
        var widths = Enumerable.Range(0, lines[0].Length - 1).Select(i => lines.Max(line => line[i].Length)).ToArray();
        return string.Join('\n', lines.Select(line => string.Join("  ", line.Select((cell, i) => i == widths.Length ? cell : i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i])))));
    }

    private static string Number(JsonNode told, string field, string form) => told[field] is JsonValue value && value.TryGetValue(out double number) ? number.ToString(form, CultureInfo.InvariantCulture) : "";

    private static string Gigabytes(JsonNode told, string field) =>
        told[field] is JsonValue value && value.TryGetValue(out double bytes) && bytes > 0 ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (1 << 30):0.0} GiB") : "";

    private void Write()
    {
        var staged = _path + ".tmp";
        File.WriteAllText(staged, _root.ToJsonString(Form));
        File.Move(staged, _path, overwrite: true);
    }
}
