using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Studio.Cli.Files;

/// <summary>Writes a JSON Lines file that appears under its name only when it is complete.</summary>
internal sealed class JsonLinesOutput : IDisposable
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _path;
    private readonly string _partial;
    private readonly FileStream _stream;

    public JsonLinesOutput(string path)
    {
        _path = Path.GetFullPath(path);
        _partial = _path + ".partial";
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        _stream = new FileStream(_partial, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
    }

    public int Rows { get; private set; }

    public void Write(JsonNode row)
    {
        JsonSerializer.Serialize(_stream, row, Options);
        _stream.WriteByte((byte)'\n');
        Rows++;
    }

    /// <summary>Gives the file its name. Without this call nothing remains of it.</summary>
    public void Complete()
    {
        _stream.Dispose();
        File.Move(_partial, _path, overwrite: true);
    }

    public void Dispose()
    {
        _stream.Dispose();
        File.Delete(_partial);
    }
}
