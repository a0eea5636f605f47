using Studio.Core.Datasets;
using Studio.Core.Labeling;
using Studio.Core.Labeling.Sessions;

namespace Studio.Web.Labeling;

/// <summary>The room's words for people.</summary>
internal static class Words
{
    public static string Kind(LabelingKind kind) => kind switch
    {
        LabelingKind.SingleLabel => "one label",
        LabelingKind.MultiLabel => "any number of labels",
        _ => "marked stretches of text",
    };

    /// <summary>Which examples of its dataset a session was made of; null for all of them, in their order.</summary>
    public static string? Chosen(TaskSelection chosen)
    {
        string?[] parts =
        [
            chosen.UnlabeledOnly ? "those without a label" : null,
            chosen.Label is { } label ? $"those labeled “{label}”" : null,
            chosen.Split is { } split ? split == DatasetSplit.None ? "those in no split" : $"the {split.ToString().ToLowerInvariant()} split" : null,
            string.IsNullOrWhiteSpace(chosen.Search) ? null : $"a search for “{chosen.Search}”",
            chosen.Sample is { } sample ? $"at most {sample:N0}, drawn with seed {chosen.Seed}" : null,
            chosen.Shuffle ? "in random order" : null,
        ];
        var said = string.Join("; ", parts.OfType<string>());
        return said.Length == 0 ? null : $"Chosen: {said}.";
    }

    public static string Did(AnnotationKind kind) => kind switch
    {
        AnnotationKind.Submit => "answered",
        AnnotationKind.Skip => "skipped",
        AnnotationKind.Flag => "flagged",
        _ => "undid an answer of",
    };

    public static string Pace(double perHour) => perHour < 1 ? "" : $"{perHour:N0} an hour";
}
