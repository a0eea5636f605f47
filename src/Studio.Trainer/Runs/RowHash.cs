using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Studio.Trainer.Runs;

/// <summary>Adds rows to a hash, each field with its length in front, so that moving a border between two of them changes it. Ids do not count: they teach nothing.</summary>
internal static class RowHash
{
    public static void Append(IncrementalHash sha, TrainingRow row)
    {
        Append(sha, row.Text);
        Append(sha, row.TextPair);
        Append(sha, row.Label);
        foreach (string? text in new[] { row.Labels, row.Tokens, row.Tags }.OfType<IReadOnlyList<string>>().SelectMany(list => list.Append(null)))
            Append(sha, text);
        if (row.Prompt is not null || row.Messages is not null || row.Chosen is not null)
        {
            foreach (string? text in new[] { row.Prompt, row.Completion, row.Chosen, row.Rejected }.Concat(row.Messages?.SelectMany(m => new[] { m.Role, m.Content, m.Weight.ToString("R", CultureInfo.InvariantCulture) }) ?? []))
                Append(sha, text);
        }
        if (row.Target is { } target)
            Append(sha, target.ToString("R", CultureInfo.InvariantCulture));
    }

    public static void Append(IncrementalHash sha, string? text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text ?? "");
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, text is null ? -1 : bytes.Length);
        sha.AppendData(length);
        sha.AppendData(bytes);
    }
}
