using System.Globalization;
using Studio.Core.Datasets;
using Studio.Trainer.Evaluation.Baselines;
using Studio.Trainer.Runs;

namespace Studio.Core.Evaluation;

/// <summary>What every model has to beat: the commonest label, and a linear model on words. Both learn from the same training rows.</summary>
public sealed class Baselines(ISnapshotStore snapshots)
{
    public IReadOnlyList<Contestant> For(FrozenSplit split) =>
    [
        new(ContenderKind.Majority, Contender.Majority, "Majority label", null, _ => Guarded(() => Majority(split))),
        new(ContenderKind.TfidfLogistic, Contender.TfidfLogistic, "TF-IDF + logistic regression", null, token => Guarded(() => Tfidf(split, token))),
    ];

    private ReadyClassifier Majority(FrozenSplit split)
    {
        var baseline = MajorityBaseline.Train(snapshots.Open(split.SnapshotHash, DatasetSplit.Train));
        return new ReadyClassifier(baseline, 0, $"always answers “{Answer(baseline)}”");
    }

    private ReadyClassifier Tfidf(FrozenSplit split, CancellationToken cancel)
    {
        var baseline = TfidfLogisticBaseline.Train(
            snapshots.Open(split.SnapshotHash, DatasetSplit.Train), snapshots.Open(split.SnapshotHash, DatasetSplit.Validation), cancel);
        var width = baseline.Labels.Count == 2 ? 1 : baseline.Labels.Count;
        var chosen = string.Create(CultureInfo.InvariantCulture, $"C = {baseline.C} chosen on the validation rows, {baseline.Features:N0} words and word pairs");
        return new ReadyClassifier(baseline, (baseline.Features + 1L) * width, chosen);
    }

    private static string Answer(MajorityBaseline baseline) =>
        baseline.PredictAsync([""], CancellationToken.None).GetAwaiter().GetResult()[0].Label;

    private static Task<ReadyClassifier> Guarded(Func<ReadyClassifier> train) => Task.Run(() =>
    {
        try
        {
            return train();
        }
        catch (TrainingException reason)
        {
            throw new StudioException($"The baselines cannot be trained: {reason.Message}", reason);
        }
    });
}
