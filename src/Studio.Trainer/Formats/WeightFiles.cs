using System.Text.Json;
using TorchSharp;

namespace Studio.Trainer.Formats;

/// <summary>The weights of a Hugging Face folder: one <c>model.safetensors</c>, or shards with their index.</summary>
public sealed class WeightFiles : IDisposable
{
    private const string Single = "model.safetensors";
    private const string Index = "model.safetensors.index.json";
    private static readonly string[] PickleEndings = [".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".npy", ".h5", ".msgpack", ".joblib"];

    private static readonly string[] CodeEndings = [".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".npy", ".joblib"];

    private readonly List<SafetensorsFile> _files;
    private readonly Dictionary<string, SafetensorsFile> _owner = new(StringComparer.Ordinal);

    private WeightFiles(string folder, List<SafetensorsFile> files)
    {
        (Folder, _files) = (folder, files);
        foreach (var file in files)
            foreach (string name in file.Entries.Keys)
                if (!_owner.TryAdd(name, file))
                    throw new ModelFormatException($"The tensor '{name}' stands in two files of '{folder}'; the shards are not of one model.");
    }

    public string Folder { get; }

    public IReadOnlyCollection<string> Names => _owner.Keys;

    /// <summary>Opens the folder's weights.</summary>
    /// <exception cref="ModelFormatException">There are none as safetensors, a file is damaged or missing, or files that can run code lie beside them.</exception>
    public static WeightFiles Open(string folder)
    {
        RefuseMixture(folder);
        string index = Path.Combine(folder, Index), single = Path.Combine(folder, Single);
        if (File.Exists(single))
            return OpenAll(folder, [Single]);
        if (File.Exists(index))
            return OpenAll(folder, Shards(index));
        if (!Directory.Exists(folder))
            throw new ModelFormatException($"There is no folder '{folder}'. A base model is a Hugging Face folder with config.json and {Single}.");
        string[] pickles = [.. Directory.EnumerateFiles(folder).Select(Path.GetFileName).Where(IsPickle).Order(StringComparer.Ordinal)!];
        throw new ModelFormatException(pickles.Length > 0
            ? $"'{folder}' holds its weights only as {string.Join(", ", pickles)}, which can run code when it is read. Convert the model to safetensors where you trust it, and bring {Single}."
            : $"'{folder}' holds no {Single} (nor {Index} with its shards).");
    }

    /// <summary>The tensor's description, or null where the folder has none of that name.</summary>
    public SafetensorsEntry? Find(string name) => _owner.TryGetValue(name, out var file) ? file.Entries[name] : null;

    /// <summary>A new tensor as stored, in the current dispose scope.</summary>
    public torch.Tensor Read(string name) =>
        _owner.TryGetValue(name, out var file) ? file.Read(name) : throw new ModelFormatException($"'{Folder}' holds no tensor '{name}'.");

    public void Dispose() => _files.ForEach(file => file.Dispose());

    // Whoever put them there may mean them to be read by another program that trusts the folder once Studio has used it.
    private static void RefuseMixture(string folder)
    {
        if (!Directory.Exists(folder) || !Directory.EnumerateFiles(folder, "*.safetensors").Any())
            return;
        string[] pickles = [.. Directory.EnumerateFiles(folder).Where(CanRunCode).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        if (pickles.Length > 0)
            throw new ModelFormatException($"'{folder}' holds {string.Join(", ", pickles)} beside its safetensors. Such files can run code when a program reads them, so Studio uses no folder that has any: remove them and keep the rest.");
    }

    private static bool CanRunCode(string path) => CodeEndings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
        && (!path.EndsWith(".bin", StringComparison.OrdinalIgnoreCase) || IsPickled(path));

    /// <summary>Files of any kind are called .bin; those that hold Python's objects begin like a pickle, or like the archive that torch puts one into.</summary>
    private static bool IsPickled(string path)
    {
        Span<byte> start = stackalloc byte[2];
        using var file = File.OpenRead(path);
        return file.ReadAtLeast(start, 2, throwOnEndOfStream: false) == 2 && (start is [0x80, <= 5] || start.SequenceEqual("PK"u8));
    }

    private static bool IsPickle(string? name) => PickleEndings.Any(ending => name!.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    private static WeightFiles OpenAll(string folder, IEnumerable<string> names)
    {
        var files = new List<SafetensorsFile>();
        try
        {
            foreach (string name in names)
                files.Add(SafetensorsFile.Open(Path.Combine(folder, name)));
            return new(folder, files);
        }
        catch
        {
            files.ForEach(file => file.Dispose());
            throw;
        }
    }

    private static List<string> Shards(string index)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(index));
            var names = json.RootElement.GetProperty("weight_map").EnumerateObject().Select(entry => entry.Value.GetString()!).Distinct().ToList();
            string? outside = names.FirstOrDefault(name => name != Path.GetFileName(name) || !name.EndsWith(".safetensors", StringComparison.Ordinal));
            return outside is null ? names : throw new ModelFormatException($"'{index}' names '{outside}', which is not a safetensors file of the same folder.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentNullException)
        {
            throw new ModelFormatException($"'{index}' is not an index of shards: it needs an object \"weight_map\" from tensor names to file names.", e);
        }
    }
}
