using System.Globalization;
using Studio.Core.Datasets;
using Studio.Core.Evaluation;

namespace Studio.Core.Models;

public enum CheckState { Good, Doubtful, Bad }

/// <summary>Something that can be checked without a person, with what was found.</summary>
public sealed record ChecklistItem(string Question, CheckState State, string Finding);

/// <summary>The machine's part of a review. It blocks nothing: a person decides, and sees what they decide against.</summary>
internal static class ReviewChecklist
{
    private const double WeakRecall = 0.5;
    private const double PoorCalibration = 0.1;
    private const int FewRows = 200;

    public static IReadOnlyList<ChecklistItem> Of(VersionDetails version, ProductionBeside? production, IReadOnlyList<Advantage> advantages) =>
    [
        TestRows(version),
        .. Baselines(advantages),
        .. Production(production, advantages),
        .. version.Figures.Language is { } language ? Language(language) : [WeakLabels(version)],
        .. Calibration(version),
        Freezer(version),
        Card(version),
    ];

    private static ChecklistItem Card(VersionDetails version) => version.CardNumber is { } number
        ? new("The model card says what it is for", CheckState.Good, $"Intended use, limits and responsible use are written (card {number}).")
        : new("The model card says what it is for", CheckState.Bad, "Its human parts are missing; without them it cannot be approved.");

    private static ChecklistItem TestRows(VersionDetails version)
    {
        const string question = "Measured on enough rows that were set aside";
        if (version.Facts.Split.Split != DatasetSplit.Test)
            return new(question, CheckState.Bad, "The snapshot has no test rows; these figures come from the validation rows, on which the best checkpoint was chosen.");
        return version.Scorecard.Rows < FewRows
            ? new(question, CheckState.Doubtful, $"Only {version.Scorecard.Rows} test rows: the intervals are wide.")
            : new(question, CheckState.Good, $"{version.Scorecard.Rows:N0} test rows.");
    }

    private static IEnumerable<ChecklistItem> Baselines(IReadOnlyList<Advantage> advantages)
    {
        if (advantages.Where(a => a.Over.IsBaseline).MaxBy(a => a.Over.Accuracy) is { } best)
            yield return Against($"Better than {best.Over.Name}", best, CheckState.Bad);
    }

    private static IEnumerable<ChecklistItem> Production(ProductionBeside? production, IReadOnlyList<Advantage> advantages)
    {
        if (production is null)
            yield break;
        var question = $"Better than version {production.Number} in production";
        if (production.Scorecard is null)
            yield return new(question, CheckState.Doubtful, "Production was not measured on these rows.");
        else
            yield return Against(question, advantages.First(a => a.Over.Id == production.Scorecard.Id), CheckState.Bad);
    }

    private static ChecklistItem Against(string question, Advantage advantage, CheckState whenWorse)
    {
        var finding = string.Create(
            CultureInfo.InvariantCulture,
            $"{advantage.Difference.Difference * 100:+0.0;−0.0;±0.0} points; right alone on {advantage.Test.SecondOnlyRight} rows, wrong alone on {advantage.Test.FirstOnlyRight}.");
        var clear = advantage.Test.PValue < 0.05;
        return new(question, !clear ? CheckState.Doubtful : advantage.Difference.Difference > 0 ? CheckState.Good : whenWorse, clear ? finding : finding + " Too close to tell.");
    }

    private static ChecklistItem WeakLabels(VersionDetails version)
    {
        var weak = version.Figures.Metrics.PerLabel.Where(l => l.Support > 0 && l.Recall < WeakRecall).OrderBy(l => l.Recall).ToList();
        return weak.Count == 0
            ? new("Finds most rows of every label", CheckState.Good, "Every label is found in at least half of its rows.")
            : new("Finds most rows of every label", CheckState.Doubtful, $"Misses more than half of: {string.Join(", ", weak.Take(5).Select(l => l.Label))}{(weak.Count > 5 ? " …" : "")}.");
    }

    private static IEnumerable<ChecklistItem> Language(IReadOnlyDictionary<string, double> figures)
    {
        if (figures.TryGetValue("stops", out var stops))
            yield return new("Its answers come to an end by themselves", stops < 0.8 ? CheckState.Doubtful : CheckState.Good, $"{LanguageFigures.Figure("stops", stops)} of the answers that were tried.");
        if (figures.TryGetValue("general_loss", out var after) && figures.TryGetValue("general_loss_before", out var before))
            yield return new("It still knows what the base model knew", after > before + 0.1 ? CheckState.Doubtful : CheckState.Good, string.Create(CultureInfo.InvariantCulture, $"Loss on texts of another kind {after:0.000}, before the tuning {before:0.000}."));
        else
            yield return new("It still knows what the base model knew", CheckState.Doubtful, "Forgetting was not measured: choose a general set when a run is launched.");
    }

    private static IEnumerable<ChecklistItem> Calibration(VersionDetails version)
    {
        if (version.Figures.Metrics.Probabilities is not { } probabilities)
            yield break;
        var error = probabilities.ExpectedCalibrationError;
        yield return new(
            "Its confidence can be trusted", error > PoorCalibration ? CheckState.Doubtful : CheckState.Good,
            string.Create(CultureInfo.InvariantCulture, $"Expected calibration error {error * 100:0.0} %."));
    }

    private static ChecklistItem Freezer(VersionDetails version) => version.Facts.SnapshotMadeById == version.Facts.LaunchedById
        ? new("Data and run come from different people", CheckState.Doubtful, $"{version.Facts.LaunchedBy} froze the snapshot and launched the run.")
        : new("Data and run come from different people", CheckState.Good, $"{version.Facts.SnapshotMadeBy} froze the snapshot, {version.Facts.LaunchedBy} launched the run.");
}
