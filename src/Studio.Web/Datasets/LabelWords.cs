using Studio.Core.Datasets.Statistics;

namespace Studio.Web.Datasets;

/// <summary>What is to be said of labels in splits.</summary>
internal static class LabelWords
{
    public static string Verdict(SplitEvenness found, int named)
    {
        var said = new List<string>();
        if (found.NotInTrain.Count > 0)
            said.Add($"The train split never shows {List(found.NotInTrain, named)}, so no model can learn {(found.NotInTrain.Count == 1 ? "it" : "them")}.");
        if (found.NotInTest.Count > 0)
            said.Add($"The test split never asks for {List(found.NotInTest, named)}.");
        if (found.Uneven.Count > 0)
        {
            var parts = found.Uneven.Take(named).Select(u => $"“{u.Label}” is {u.Share:P1} of {Words.Split(u.Split)}, {u.Overall:P1} of all");
            said.Add($"Uneven by more than chance: {string.Join("; ", parts)}{(found.Uneven.Count > named ? $"; and {found.Uneven.Count - named:N0} more" : "")}. The splits tab can split again, evenly.");
        }

        return said.Count == 0 ? "The splits have the labels in like proportions; what differs is chance." : string.Join(' ', said);
    }

    private static string List(IReadOnlyList<string> labels, int named) =>
        string.Join(", ", labels.Take(named).Select(l => $"“{l}”")) + (labels.Count > named ? $" and {labels.Count - named:N0} more" : "");
}
