using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;

namespace Studio.Core.Labeling.Queue;

/// <summary>The way of an agreed answer into the dataset, and back when it is undone.</summary>
internal sealed class LabelFlow(StudioDb db, LabelingSession session, IReadOnlyDictionary<Guid, SchemaLabel> labels)
{
    public async Task GiveAsync(LabelingTask task, AnnotationValue value, CancellationToken cancel)
    {
        var before = await SetAsync(task, DatasetLabel(value), cancel);
        if (task.State is TaskState.Open or TaskState.Disputed)
            task.LabelBefore = before;
    }

    public async Task TakeBackAsync(LabelingTask task, CancellationToken cancel)
    {
        await SetAsync(task, task.LabelBefore, cancel);
        task.LabelBefore = null;
    }

    private string? DatasetLabel(AnnotationValue value) => value.Labels is [var only] ? labels[only].Name : null;

    private async Task<string?> SetAsync(LabelingTask task, string? label, CancellationToken cancel)
    {
        var example = await db.Examples.SingleAsync(e => e.Id == task.ExampleId, cancel);
        var before = example.Label;
        example.Label = label;
        if (before is null != label is null)
        {
            var dataset = await db.Datasets.SingleAsync(d => d.Id == session.DatasetId, cancel);
            dataset.LabeledCount += label is null ? -1 : 1;
        }

        return before;
    }
}
