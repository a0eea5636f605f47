using Studio.Core.Datasets.Changes;
using Studio.Core.Datasets.Examples;
using Studio.Core.Persistence;

namespace Studio.Core.Labeling.Queue;

/// <summary>The way of an agreed answer into the dataset, and back when it is undone.</summary>
internal sealed class LabelFlow(StudioDb db, LabelingKind kind, IReadOnlyDictionary<Guid, SchemaLabel> labels)
{
    public async Task<LabelChange> GiveAsync(LabelingTask task, AnnotationValue value, CancellationToken cancel)
    {
        var change = await db.SetLabelAsync(task.ExampleId, DatasetLabel(value), cancel);
        if (task.State is TaskState.Open or TaskState.Disputed)
            (task.LabelBefore, task.AnswerBefore) = (change.From.Name, change.From.Answer);
        return change;
    }

    public async Task<LabelChange> TakeBackAsync(LabelingTask task, CancellationToken cancel)
    {
        var change = await db.SetLabelAsync(task.ExampleId, new LabelValue(task.LabelBefore, task.AnswerBefore), cancel);
        (task.LabelBefore, task.AnswerBefore) = (null, null);
        return change;
    }

    private LabelValue DatasetLabel(AnnotationValue value) => kind switch
    {
        LabelingKind.SingleLabel => new LabelValue(labels[value.Labels![0]].Name),
        LabelingKind.MultiLabel => new LabelValue(null, new ExampleAnswer(Labels: [.. value.Labels!.Select(id => labels[id].Name)]).ToJson()),
        _ => new LabelValue(null, new ExampleAnswer(Spans: [.. value.Spans!.Select(s => new ExampleSpan(s.Start, s.End, labels[s.Label].Name))]).ToJson()),
    };
}
