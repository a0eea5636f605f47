using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.EndToEnd.Tests.App;

namespace Studio.EndToEnd.Tests.Stories;

/// <summary>Short rows of real data sets, as files that a person imports: school sums with their solutions, and pairs of answers of which one is preferred.</summary>
internal static class LanguageRows
{
    private const int Longest = 260;

    public static async Task<string> WriteAsync(string task, int count, CancellationToken cancel)
    {
        var rows = task == "preference" ? Pairs() : Sums();
        var file = Path.Combine(Directory.CreateTempSubdirectory("studio-language-").FullName, "rows.jsonl");
        await File.WriteAllLinesAsync(file, rows.Take(count), cancel);
        return file;
    }

    private static IEnumerable<string> Sums() => Read("sft/gsm8k", "test.jsonl.gz").Select(row => (Question: Text(row, "question"), Answer: Text(row, "answer")))
        .Where(row => row.Question.Length + row.Answer.Length < Longest)
        .Select(row => JsonSerializer.Serialize(new { messages = new[] { new { role = "user", content = row.Question }, new { role = "assistant", content = row.Answer } } }));

    private static IEnumerable<string> Pairs() => Read("preference", "hh_rlhf_harmless_base_test.jsonl.gz").Where(row => IsPair(Text(row, "chosen"), Text(row, "rejected")))
        .Select(row => row.ToJsonString());

    // Some of the pairs as they were published end with an empty answer, or part before the last one.
    private static bool IsPair(string chosen, string rejected)
    {
        const string answer = "\n\nAssistant: ";
        int one = chosen.LastIndexOf(answer, StringComparison.Ordinal), other = rejected.LastIndexOf(answer, StringComparison.Ordinal);
        return chosen.Length < Longest && rejected.Length < Longest && one == other && one >= 0 && chosen.AsSpan(0, one).SequenceEqual(rejected.AsSpan(0, one))
            && chosen[(one + answer.Length)..].Trim().Length > 0 && rejected[(one + answer.Length)..].Trim().Length > 0;
    }

    private static IEnumerable<JsonNode> Read(string folder, string name)
    {
        var found = Repository.Shared("STUDIO_DATA", $"data/{folder}");
        Assert.SkipWhen(found is null, $"The data set {folder} is not here: put it beside the repository as ../shared/data/{folder}, or set STUDIO_DATA.");
        using var lines = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(found, name)), CompressionMode.Decompress));
        while (lines.ReadLine() is { } line)
            yield return JsonNode.Parse(line)!;
    }

    private static string Text(JsonNode row, string name) => row[name]!.GetValue<string>();
}
