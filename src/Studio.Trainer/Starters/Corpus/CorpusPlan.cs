using System.Text.Json;
using Studio.Trainer.Runs;

namespace Studio.Trainer.Starters.Corpus;

/// <summary>What a starter model learns from: how much of which texts. It stands as <c>corpus.json</c> beside the recipe.</summary>
public sealed record CorpusPlan
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow };

    /// <summary>The books, as a pattern below the data folder (<c>pretrain/eltec_eng/*.txt.gz</c>); none for a corpus of our own texts alone.</summary>
    public IReadOnlyList<string> Books { get; init; } = [];

    /// <summary>Beginnings of the names of books that are kept for validation.</summary>
    public IReadOnlyList<string> HeldOut { get; init; } = [];

    /// <summary>Words of a row of a book at most.</summary>
    public int BookWords { get; init; } = 85;

    /// <summary>Rows of the held-out books in the validation part at most.</summary>
    public int ValidationRows { get; init; } = 600;

    /// <summary>Stories of our own writing.</summary>
    public int Stories { get; init; }

    /// <summary>Short texts, such as the questions of <see cref="Pairs"/> are about, without questions.</summary>
    public int Texts { get; init; }

    /// <summary>Opinions, plots, requests and messages as people type them today, of our own writing.</summary>
    public int Opinions { get; init; }

    /// <summary>Questions with answers, of our own writing.</summary>
    public int Pairs { get; init; }

    /// <summary><c>messages</c> for tuning on conversations, <c>text</c> to meet them while learning the language.</summary>
    public string PairsAs { get; init; } = "messages";

    /// <summary>
    /// In place of all of these so many pairs of neighbouring sentences (<c>text</c>, <c>text_pair</c>), for the task <c>contrastive</c>; as much of the books as
    /// it takes, and of <see cref="Stories"/>.
    /// </summary>
    public int Neighbours { get; init; }

    public int Seed { get; init; } = 1;

    /// <summary>Reads the file.</summary>
    /// <exception cref="TrainingException">It is missing or no plan.</exception>
    public static CorpusPlan Load(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<CorpusPlan>(File.ReadAllBytes(path), Json) ?? throw new TrainingException($"'{path}' is empty.");
        }
        catch (JsonException e)
        {
            throw new TrainingException($"'{path}' is no plan of a corpus: {e.Message}", e);
        }
        catch (IOException e)
        {
            throw new TrainingException($"The plan of the corpus cannot be read: {e.Message}", e);
        }
    }
}
