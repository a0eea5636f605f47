using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Studio.Core.Datasets;
using Studio.Core.Datasets.Duplicates;
using Studio.Core.Datasets.Vectors;
using Studio.Core.Storage;
using Studio.Trainer.Evaluation.Baselines;

namespace Studio.Core.Prompts;

/// <summary>
/// Worked examples that are like the text at hand (Liu et al., 2022): of a frozen training split, those nearest to it by shared words (TF-IDF) or by
/// the vectors of an encoder. The same text gets the same examples.
/// </summary>
public sealed class SimilarShots(ISnapshotStore snapshots, TextEncoders encoders, StorageRoot storage)
{
    /// <summary>In place of an encoder's id: TF-IDF, which needs no model.</summary>
    public const string Tfidf = "tfidf";

    private const int MostKept = 4, AtOnce = 256;

    private readonly ConcurrentDictionary<string, Lazy<IReadOnlyList<WorkedExample>>> _rows = new();
    private readonly ConcurrentDictionary<string, Lazy<TfidfNeighbours>> _words = new();
    private readonly ConcurrentDictionary<string, Lazy<Task>> _computing = new();

    /// <summary>How a person would name the way of choosing.</summary>
    /// <exception cref="NotFoundException">The project has no such encoder (any more).</exception>
    public async Task<string> NameAsync(Guid projectId, FewShotSlot slot, CancellationToken cancel) =>
        slot.SimilarBy is null or Tfidf ? "TF-IDF" : (await encoders.FindAsync(projectId, slot.SimilarBy, cancel)).Name;

    /// <summary>The examples nearest to the text, the nearest last, where it stands next to the question. A text never is its own example.</summary>
    /// <exception cref="InvalidInputException">The split has no labelled rows, or the encoder is not what it was when it was chosen.</exception>
    public async Task<IReadOnlyList<WorkedExample>> PickAsync(Guid projectId, FewShotSlot slot, string text, CancellationToken cancel)
    {
        var rows = await Task.Run(() => Rows(slot.SnapshotHash), cancel);
        var own = NormalText.Key(NormalText.Of(text));
        // The same text may stand there more than once.
        var wanted = slot.Count + 20;
        var near = slot.SimilarBy == Tfidf
            ? await Task.Run(() => Kept(_words, slot.SnapshotHash, () => TfidfNeighbours.Of([.. rows.Select(row => row.Text)])).Nearest(text, wanted).Select(n => n.Place), cancel)
            : await NearestAsync(projectId, slot, rows, text, wanted, cancel);
        return [.. near.Select(place => rows[place]).Where(row => NormalText.Key(NormalText.Of(row.Text)) != own).Take(slot.Count).Reverse()];
    }

    /// <summary>Computes what picking needs, so that the first text need not wait for it.</summary>
    /// <inheritdoc cref="PickAsync"/>
    public Task PrepareAsync(Guid projectId, FewShotSlot slot, CancellationToken cancel) => PickAsync(projectId, slot, "", cancel);

    private async Task<IEnumerable<int>> NearestAsync(Guid projectId, FewShotSlot slot, IReadOnlyList<WorkedExample> rows, string text, int wanted, CancellationToken cancel)
    {
        var encoder = await FindAsync(projectId, slot, cancel);
        var file = await FileAsync(projectId, slot.SnapshotHash, encoder, rows, cancel);
        using var open = await encoders.OpenAsync(projectId, encoder.Id, cancel);
        var query = (await open.EncodeAsync([text], cancel))[0];
        return await Task.Run(() =>
        {
            var top = new TopScores(wanted);
            file.Read((heads, vectors) =>
            {
                for (var i = 0; i < heads.Length; i++)
                    top.Offer(heads[i], UnitVector.Dot(vectors.Slice(i * file.Dimensions, file.Dimensions), query));
                return true;
            }, cancel);
            return top.Ranked().Select(near => (int)near.Head.ExampleId);
        }, cancel);
    }

    private async Task<TextEncoder> FindAsync(Guid projectId, FewShotSlot slot, CancellationToken cancel)
    {
        if ((await encoders.ListAsync(projectId, cancel)).FirstOrDefault(e => e.Id == slot.SimilarBy) is not { } encoder)
            throw new InvalidInputException("The encoder that chooses the worked examples is no longer among those of this project: it is not approved or not admitted any more. Choose another one in the prompt.");
        return slot.EncoderKey is null || slot.EncoderKey == encoder.Key ? encoder
            : throw new InvalidInputException($"{encoder.Name} has other weights now than when it was chosen for the worked examples, so it would choose others. Choose it anew in the prompt.");
    }

    // A snapshot never changes, so its vectors are computed once for each encoder, for all who wait; whoever gives up waiting does not end it.
    private async Task<VectorFile> FileAsync(Guid projectId, string hash, TextEncoder encoder, IReadOnlyList<WorkedExample> rows, CancellationToken cancel)
    {
        var key = $"{hash} {encoder.Key}";
        var path = storage.Vectors(new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16)));
        if (VectorFile.Find(path, key) is { } ready)
            return ready;
        var computing = _computing.GetOrAdd(path, _ => new Lazy<Task>(() => Task.Run(() => ComputeAsync(projectId, path, key, encoder, rows))));
        try
        {
            await computing.Value.WaitAsync(cancel);
        }
        finally
        {
            if (computing.Value.IsCompleted)
                _computing.TryRemove(path, out _);
        }

        return VectorFile.Find(path, key)!;
    }

    // The place of a row stands for the example.
    private async Task ComputeAsync(Guid projectId, string path, string key, TextEncoder encoder, IReadOnlyList<WorkedExample> rows)
    {
        using var open = await encoders.OpenAsync(projectId, encoder.Id);
        var file = VectorFile.Create($"{path}.{Guid.NewGuid():N}", key, open.Dimensions);
        await using (var end = file.Append())
        {
            var packed = new short[open.Dimensions];
            foreach (var part in Enumerable.Range(0, rows.Count).Chunk(AtOnce))
            {
                var vectors = await open.EncodeAsync([.. part.Select(i => rows[i].Text)], CancellationToken.None);
                for (var i = 0; i < part.Length; i++)
                {
                    UnitVector.Pack(vectors[i], packed);
                    file.Write(end, new VectorHead(part[i], VectorFile.KeyOf(rows[part[i]].Text)), packed);
                }
            }
        }

        File.Move(file.Path, path, overwrite: true);
    }

    private IReadOnlyList<WorkedExample> Rows(string hash)
    {
        var rows = Kept(_rows, hash, () => [.. snapshots.Open(hash, DatasetSplit.Train).Read().Where(row => row.Label is not null).Select(row => new WorkedExample(row.Text, row.Label!))]);
        return rows.Count > 0 ? rows : throw FewShot.Empty();
    }

    private static T Kept<T>(ConcurrentDictionary<string, Lazy<T>> kept, string hash, Func<T> make)
    {
        if (kept.Count >= MostKept && !kept.ContainsKey(hash))
            kept.Clear();
        return kept.GetOrAdd(hash, _ => new Lazy<T>(make)).Value;
    }
}
