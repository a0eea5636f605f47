using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Datasets.Importing;

/// <summary>Puts an uploaded file in line with a plan. It runs in the server from here on, whoever is looking.</summary>
public sealed class StartImport(PreviewImport preview, IWriteGate gate, ImportQueue queue, TimeProvider time)
{
    public async Task RunAsync(Actor actor, Guid importId, ImportPlan plan, CancellationToken cancel = default)
    {
        var seen = await preview.RunAsync(actor, importId, plan.Form, cancel);
        if (seen.Problem is { } problem)
            throw new InvalidInputException(problem);
        Check(plan.Columns, seen.Columns);
        await gate.WriteAsync((db, token) => QueueAsync(db, actor, importId, plan, token), cancel);
        queue.Wake();
    }

    private static void Check(ColumnMapping mapping, IReadOnlyList<string> columns)
    {
        if (mapping.Dialogue is not null && Dialogues.DialogueForm.Of(mapping.Dialogue) is null)
            throw new InvalidInputException("These fields make no form that a language model learns from. Choose a form and the columns of its fields.");
        var roles = mapping.Roles.ToList();
        foreach (var (column, role) in roles)
        {
            if (!columns.Contains(column))
                throw Reading.ColumnNames.Missing(column, role, columns);
        }

        if (roles.GroupBy(r => r.Column).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new InvalidInputException($"The column “{twice.Key}” is chosen as {string.Join(" and ", twice.Select(r => r.Role))}; choose one.");
    }

    private async Task QueueAsync(StudioDb db, Actor actor, Guid importId, ImportPlan plan, CancellationToken cancel)
    {
        var import = await db.ImportsOf(actor).SingleOrDefaultAsync(i => i.Id == importId, cancel) ?? throw new NotFoundException("import");
        var access = await db.RequireDatasetAsync(actor, import.DatasetId, Permission.EditData, cancel);
        if (import.State != ImportState.Uploaded)
            throw new ConflictException($"This file is already {(import.State == ImportState.Done ? "imported" : "being imported")}.");
        import.Plan = plan.ToJson();
        import.State = ImportState.Queued;
        db.Audit(actor, access, "dataset.import", $"Import of {import.FileName} into {access.Name} started", time);
    }
}
