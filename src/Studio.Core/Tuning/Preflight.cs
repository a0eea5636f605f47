using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets;
using Studio.Core.Datasets.Duplicates;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Estimates;
using Studio.Trainer.Runs.Language;
using Studio.Trainer.Text;

namespace Studio.Core.Tuning;

/// <summary>How many training rows a label has.</summary>
public sealed record LabelCount(string Label, int TrainRows);

/// <summary>What the rows of a snapshot say before anything is trained on them.</summary>
public sealed record PreflightReport(TextLengths Lengths, IReadOnlyList<LabelCount> Labels, int ValidationAlsoInTrain, int TestAlsoInTrain)
{
    /// <summary>Groups of texts alike that cross splits in the dataset, by its last search for duplicates; null if nobody searched.</summary>
    public int? AlikeAcrossSplits { get; init; }

    /// <summary>For language tasks what a run would read; null for other tasks, and for a new model, whose vocabulary does not exist yet.</summary>
    public LanguageFacts? Language { get; init; }

    /// <summary>Bytes of the base model's weights; null for a new model, or where they cannot be read.</summary>
    public long? WeightBytes { get; init; }

    /// <summary>Bytes that a run may take on this machine.</summary>
    public long MemoryBytes { get; init; } = long.MaxValue;

    /// <summary>Why the rows could not be looked at with this model.</summary>
    public string? Trouble { get; init; }
}

/// <summary>Looks at a snapshot for a base model: lengths in tokens from a sample, labels and texts that stand in two splits from every row.</summary>
public sealed class Preflight(IDbContextFactory<StudioDb> contexts, ISnapshotStore snapshots, BaseModels baseModels, TuningOptions options)
{
    private const int Sample = 2_000;

    /// <exception cref="InvalidRecipeException">The base model is not one of this server's.</exception>
    public async Task<PreflightReport> RunAsync(Actor actor, Guid projectId, Guid snapshotId, string baseModel, string task, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var access = await db.RequireAsync(actor, projectId, Permission.View, cancel);
        var snapshot = await db.Snapshots.Where(s => s.Id == snapshotId && s.Dataset.ProjectId == projectId)
            .Select(s => new { s.Hash, s.DatasetId }).SingleOrDefaultAsync(cancel) ?? throw new NotFoundException("snapshot");
        var recipe = await baseModels.ResolveAsync(access.TeamId, new Recipe { BaseModel = baseModel }, cancel);
        var report = await Task.Run(() => Look(snapshot.Hash, recipe.BaseModel, task, cancel), cancel);
        return report with
        {
            AlikeAcrossSplits = await DuplicateLeaks.CountAsync(db, snapshot.DatasetId, cancel),
            WeightBytes = baseModel == "scratch" ? null : TrainingMemory.WeightBytes(recipe),
            MemoryBytes = options.Memory,
        };
    }

    private PreflightReport Look(string hash, string baseModel, string task, CancellationToken cancel)
    {
        var report = Read(hash, baseModel, cancel);
        if (!LanguageTasks.Is(task) || baseModel == "scratch")
            return report;
        try
        {
            var facts = LanguagePreflight.Look(baseModel, task, snapshots.Open(hash, DatasetSplit.Train, task), Sample, cancel);
            return report with { Language = facts, Lengths = new TextLengths([.. facts.Lengths.Select(l => l.Tokens).Order()], Estimated: false) };
        }
        catch (TrainingException trouble)
        {
            return report with { Trouble = trouble.Message };
        }
    }

    private PreflightReport Read(string hash, string baseModel, CancellationToken cancel)
    {
        var length = Measure(baseModel);
        var train = snapshots.Open(hash, DatasetSplit.Train);
        var every = Math.Max(1, train.Count / Sample);
        var (lengths, labels, texts) = (new List<int>(), new Dictionary<string, int>(), new HashSet<UInt128>());
        var number = 0;
        foreach (var row in train.Read())
        {
            cancel.ThrowIfCancellationRequested();
            if (number++ % every == 0 && lengths.Count < Sample)
                lengths.Add(length(row.Text));
            if (row.Label is { } label)
                labels[label] = labels.GetValueOrDefault(label) + 1;
            texts.Add(TextKey.Of(row.Text));
        }

        lengths.Sort();
        return new PreflightReport(
            new TextLengths(lengths, Estimated: baseModel == "scratch"),
            [.. labels.Select(l => new LabelCount(l.Key, l.Value)).OrderByDescending(l => l.TrainRows).ThenBy(l => l.Label, StringComparer.Ordinal)],
            AlsoIn(texts, hash, DatasetSplit.Validation, cancel),
            AlsoIn(texts, hash, DatasetSplit.Test, cancel));
    }

    private int AlsoIn(HashSet<UInt128> train, string hash, DatasetSplit split, CancellationToken cancel)
    {
        var count = 0;
        foreach (var row in snapshots.Open(hash, split).Read())
        {
            cancel.ThrowIfCancellationRequested();
            count += train.Contains(TextKey.Of(row.Text)) ? 1 : 0;
        }

        return count;
    }

    private static Func<string, int> Measure(string baseModel)
    {
        if (baseModel == "scratch")
            return Estimate;
        var tokenizer = TokenizerFolder.Load(baseModel);
        return text => tokenizer.Encode(text).Length;
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
