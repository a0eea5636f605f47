using System.IO.Compression;
using Studio.EndToEnd.Tests.App;

namespace Studio.EndToEnd.Tests.Stories;

/// <summary>Labelled sentences to import: real film reviews where the data sets are on this machine, otherwise made-up ones.</summary>
public sealed class Sentences : IDisposable
{
    private const string Real = "sentiment/sentence_polarity_v1.tsv.gz";

    private readonly string _folder = Directory.CreateTempSubdirectory("studio-sentences-").FullName;

    private Sentences(int rows, Action<string> write)
    {
        Rows = rows;
        File = Path.Combine(_folder, "sentences.tsv");
        write(File);
    }

    public string File { get; }

    public int Rows { get; }

    public static Sentences Create() => Repository.Data(Real) is { } packed
        ? new Sentences(10_662, file => Unpack(packed, file))
        : new Sentences(2_000, Invent);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Unpack(string packed, string file)
    {
        using var from = new GZipStream(System.IO.File.OpenRead(packed), CompressionMode.Decompress);
        using var to = System.IO.File.Create(file);
        from.CopyTo(to);
    }

    private static void Invent(string file)
    {
        string[] good = ["warm", "funny", "moving", "clever"], bad = ["dull", "clumsy", "endless", "loud"];
        string[] things = ["story", "ending", "music", "camera", "dialogue"], places = ["at the start", "in the middle", "from the first scene on", "after an hour"];
        var random = new Random(7);
        var rows = Enumerable.Range(0, 2_000).Select(i =>
        {
            var words = i % 2 == 0 ? good : bad;
            return $"{(i % 2 == 0 ? "pos" : "neg")}\tthe {Pick(things)} is {Pick(words)} and {Pick(words)} {Pick(places)} , number {i}";
        });
        System.IO.File.WriteAllLines(file, rows.Prepend("label\ttext"));

        string Pick(string[] from) => from[random.Next(from.Length)];
    }
}
