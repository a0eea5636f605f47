using Studio.Core.Datasets.Examples;
using Studio.Core.Persistence;

namespace Studio.Core.Labeling.Queue;

/// <summary>The way of an agreed answer into the dataset, and back when it is undone.</summary>
internal sealed class LabelFlow(StudioDb db, IReadOnlyDictionary<Guid, SchemaLabel> labels)
{
    public async Task<LabelChange> GiveAsync(LabelingTask task, AnnotationValue value, CancellationToken cancel)
    {
        var change = await db.SetLabelAsync(task.ExampleId, DatasetLabel(value), cancel);
        if (task.State is TaskState.Open or TaskState.Disputed)
            task.LabelBefore = change.Before;
        return change;
    }

    public async Task<LabelChange> TakeBackAsync(LabelingTask task, CancellationToken cancel)
    {
        var change = await db.SetLabelAsync(task.ExampleId, task.LabelBefore, cancel);
        task.LabelBefore = null;
        return change;
    }

    private string? DatasetLabel(AnnotationValue value) => value.Labels is [var only] ? labels[only].Name : null;
}
