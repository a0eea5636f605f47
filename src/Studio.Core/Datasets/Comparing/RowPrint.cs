using System.IO.Hashing;
using System.Runtime.InteropServices;
using Studio.Core.Datasets.Snapshots;

namespace Studio.Core.Datasets.Comparing;

/// <summary>Enough of a frozen row to tell whether another is the same.</summary>
internal readonly record struct RowPrint(UInt128 Text, ulong Label, DatasetSplit Split)
{
    public static RowPrint Of(SnapshotRow row) => new(
        XxHash128.HashToUInt128(MemoryMarshal.AsBytes(row.Text.AsSpan())),
        row.IsLabeled ? XxHash3.HashToUInt64(MemoryMarshal.AsBytes((row.Label ?? row.Answer).AsSpan()), row.Label is null ? 2 : 1) : 0, row.Split);
}
