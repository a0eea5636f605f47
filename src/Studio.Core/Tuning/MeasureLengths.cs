using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Trainer.Runs;
using Studio.Trainer.Text;

namespace Studio.Core.Tuning;

/// <summary>How long the training rows of a snapshot are for a base model, from a sample spread over all of them.</summary>
public sealed class MeasureLengths(IDbContextFactory<StudioDb> contexts, ISnapshotStore snapshots, BaseModels baseModels)
{
    private const int Sample = 2_000;

    public async Task<TextLengths> RunAsync(Actor actor, Guid projectId, Guid snapshotId, string baseModel, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireAsync(actor, projectId, Permission.View, cancel);
        var hash = await db.Snapshots.Where(s => s.Id == snapshotId && s.Dataset.ProjectId == projectId)
            .Select(s => s.Hash).SingleOrDefaultAsync(cancel) ?? throw new NotFoundException("snapshot");
        var recipe = baseModels.Resolve(new Recipe { BaseModel = baseModel });
        return await Task.Run(() => Measure(snapshots.Open(hash, DatasetSplit.Train), recipe), cancel);
    }

    private static TextLengths Measure(IRowSource rows, Recipe recipe)
    {
        var every = Math.Max(1, rows.Count / Sample);
        var sample = rows.Read().Where((_, i) => i % every == 0).Take(Sample);
        if (recipe.BaseModel == "scratch")
            return new TextLengths([.. sample.Select(row => Estimate(row.Text)).Order()], Estimated: true);
        var tokenizer = TokenizerFolder.Load(recipe.BaseModel);
        return new TextLengths([.. sample.Select(row => tokenizer.Encode(row.Text).Length).Order()], Estimated: false);
    }

    // The vocabulary of a new model does not exist yet. Words and signs are counted, a third more for words in pieces, and the two special tokens.
    private static int Estimate(string text)
    {
        var (pieces, inWord) = (0, false);
        foreach (var c in text)
        {
            var isWord = char.IsLetterOrDigit(c);
            if ((isWord && !inWord) || (!isWord && !char.IsWhiteSpace(c)))
                pieces++;
            inWord = isWord;
        }

        return (int)(pieces * 4L / 3) + 2;
    }
}
