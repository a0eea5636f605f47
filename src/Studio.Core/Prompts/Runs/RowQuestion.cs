using System.Globalization;
using Microsoft.Extensions.AI;
using Studio.Core.Datasets;
using Studio.Trainer.Runs;

namespace Studio.Core.Prompts.Runs;

/// <summary>A row to be asked about.</summary>
internal sealed record RowQuestion(int Position, string ExampleId, string Text, string Label);

/// <summary>The rows of a run, in the order of the split. Positions count labelled rows only, as scorecards do.</summary>
internal static class RunRows
{
    public static IEnumerable<RowQuestion> Of(IRowSource source, IReadOnlySet<int>? sample) => source.Read()
        .Where(row => row.Label is not null)
        .Select((row, position) => new RowQuestion(position, row.Id, row.Text, row.Label!))
        .Where(row => sample is null || sample.Contains(row.Position));

    /// <summary>As many positions, each with the same chance; null for all of them.</summary>
    public static IReadOnlySet<int>? Sample(int labelled, int wanted, int? seed)
    {
        if (seed is null)
            return null;
        var positions = Enumerable.Range(0, labelled).ToArray();
        new Random(seed.Value).Shuffle(positions);
        return positions.Take(wanted).ToHashSet();
    }

    public static int Labelled(ISnapshotStore snapshots, string hash, DatasetSplit split) => snapshots.Open(hash, split).Read().Count(row => row.Label is not null);
}

/// <summary>Turns rows into what a model is sent.</summary>
internal sealed class RowMessages(PreparedPrompt prompt, PromptContent content, IReadOnlyList<string> labels)
{
    /// <summary>What every row has to fill a template's variables with.</summary>
    public static readonly string[] Known = ["text", "labels", "examples"];

    private readonly object _labels = labels.Cast<object?>().ToList();

    public ChatOptions Options { get; } = new()
    {
        Temperature = (float?)content.Settings?.Temperature,
        TopP = (float?)content.Settings?.TopP,
        MaxOutputTokens = content.Settings?.MaxTokens,
        StopSequences = content.Settings?.Stop?.ToList(),
        Seed = content.Settings?.Seed,
    };

    public async Task<IReadOnlyList<ChatMessage>> OfAsync(string text, CancellationToken cancel) =>
        [.. (await prompt.FillAsync(new Dictionary<string, object?> { ["text"] = text, ["labels"] = _labels }, cancel)).Select(m => new ChatMessage(new ChatRole(m.Role), m.Content))];

    /// <summary>The labels that may be answered: the prompt's own, or the snapshot's where it names none.</summary>
    public static AnswerReading Reading(PromptContent content, IReadOnlyList<string> snapshotLabels) =>
        content.Answer is { Labels.Count: > 0 } own ? own : new AnswerReading(snapshotLabels, content.Answer?.AnswerAfter);

    public static string Sentence(int count, string one, string many) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many)}");
}
