using Studio.Core.Datasets.Changes;
using Studio.Core.Teams;
using Studio.Web.Shell;

namespace Studio.Web.Datasets;

internal static class StepUndo
{
    /// <summary>Says what was done and offers to take it back; afterwards tells which examples were left as others made them meanwhile.</summary>
    public static void Undoable(this Feedback feedback, string done, UndoStep undo, Actor actor, Guid step) => feedback.Undoable(done, async () =>
    {
        var result = await undo.RunAsync(actor, step);
        if (result.Kept > 0)
            feedback.Say(result.InWords);
    });
}
