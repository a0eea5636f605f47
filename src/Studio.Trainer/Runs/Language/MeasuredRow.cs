using System.Text.Json;

namespace Studio.Trainer.Runs.Language;

/// <summary>A row that was set aside, as the finished language model answered it.</summary>
/// <param name="Id">The row's own.</param>
/// <param name="Prompt">What the model was asked: the prompt, or the last turn before the answer.</param>
/// <param name="Reference">What it should say; of a pair the preferred answer.</param>
/// <param name="Answer">What it wrote; of a pair the answer that it prefers.</param>
/// <param name="IsRight">The answer is the reference, white space at both ends aside.</param>
/// <param name="Score">ROUGE-L of the answer against the reference, from 0 to 1; of a pair by how much the preferred answer is ahead, in rewards.</param>
public sealed record MeasuredRow(string Id, string Prompt, string Reference, string Answer, bool IsRight, double Score);

/// <summary>The measured rows of a run: one JSON object a line, beside its model.</summary>
public static class MeasuredRows
{
    /// <summary>Within the run's output folder.</summary>
    public const string FileName = "test_rows.jsonl";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    internal static void Write(string folder, IEnumerable<MeasuredRow> rows) =>
        File.WriteAllLines(Path.Combine(folder, FileName), rows.Select(row => JsonSerializer.Serialize(row, Json)));

    /// <param name="folder">The run's output folder.</param>
    /// <returns>The rows in the order of the split; none where the run measured none, or its folder is gone.</returns>
    public static IReadOnlyList<MeasuredRow> Read(string folder)
    {
        var file = Path.Combine(folder, FileName);
        return File.Exists(file) ? [.. File.ReadLines(file).Select(line => JsonSerializer.Deserialize<MeasuredRow>(line, Json)!)] : [];
    }
}
