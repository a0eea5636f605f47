using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Studio.Trainer.Runs;

/// <summary>What one pass over the rows tells: which labels there are, and a hash that stands for the rows in their order.</summary>
internal sealed record LabelCensus(IReadOnlyList<string> Labels, IReadOnlySet<string> TrainLabels, string RowsHash)
{
    /// <exception cref="TrainingException">There is nothing to learn from.</exception>
    public static LabelCensus Take(TrainingJob job, CancellationToken cancel)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var train = Count(job.Train, "training", sha, cancel);
        var validation = Count(job.Validation, "validation", sha, cancel);
        if (job.Train.Count == 0)
            throw new TrainingException("There are no training rows. Label some examples, or check that the split gives the training part any.");
        if (train.Count == 1)
            throw new TrainingException($"All {job.Train.Count} training rows have the label \"{train.Single()}\". A classifier needs at least two labels to tell apart.");
        return new([.. train.Union(validation).Order(StringComparer.Ordinal)], train, Convert.ToHexStringLower(sha.GetHashAndReset()));
    }

    private static HashSet<string> Count(IRowSource rows, string part, IncrementalHash sha, CancellationToken cancel)
    {
        var labels = new HashSet<string>(StringComparer.Ordinal);
        int number = 0;
        foreach (var row in rows.Read())
        {
            number++;
            if (number % 4096 == 0)
                cancel.ThrowIfCancellationRequested();
            if (string.IsNullOrEmpty(row.Label))
                throw new TrainingException($"The {part} row \"{row.Id}\" (number {number}) has no label. Label it, or leave it out of the {part} rows.");
            labels.Add(row.Label);
            Append(sha, row.Text);
            Append(sha, row.TextPair);
            Append(sha, row.Label);
        }
        Append(sha, part);
        return labels;
    }

    /// <summary>With its length in front, so that moving a border between two fields changes the hash.</summary>
    private static void Append(IncrementalHash sha, string? text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text ?? "");
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, text is null ? -1 : bytes.Length);
        sha.AppendData(length);
        sha.AppendData(bytes);
    }
}
