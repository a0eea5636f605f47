using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Studio.Core.Datasets.Vectors;

/// <summary>Where an example stands on the map.</summary>
public readonly record struct MapPlace(long ExampleId, float X, float Y);

/// <summary>A dataset's vectors in two dimensions, kept beside them; of many, an equal share drawn by their ids.</summary>
internal sealed record VectorMap(IReadOnlyList<MapPlace> Places, double ShareX, double ShareY)
{
    /// <summary>More points are a grey cloud to the eye and slow to the browser.</summary>
    public const int MostPlaces = 20_000;

    private const ulong Mark = 0x3150414D44555453;

    public static string PathOf(string vectors) => vectors + ".map";

    /// <summary>Lays out the vectors of the file; those that count for nothing any more were taken out of it before.</summary>
    public static VectorMap Lay(VectorFile file, IEnumerable<long> examples, CancellationToken cancel)
    {
        var drawn = examples.OrderBy(Drawn).Take(MostPlaces).ToHashSet();
        var (ids, rows) = (new List<long>(), new List<float[]>());
        file.Read((heads, vectors) =>
        {
            for (var i = 0; i < heads.Length; i++)
            {
                if (!drawn.Remove(heads[i].ExampleId))
                    continue;
                ids.Add(heads[i].ExampleId);
                rows.Add(UnitVector.Unpack(vectors.Slice(i * file.Dimensions, file.Dimensions)));
            }

            return true;
        }, cancel);
        if (rows.Count == 0)
            return new VectorMap([], 0, 0);
        var axes = PrincipalAxes.Of(rows, 2, cancel);
        return new VectorMap(
            [.. rows.Select((row, i) => axes.Project(row) is [var x, .. var rest] ? new MapPlace(ids[i], x, rest is [var y, ..] ? y : 0) : default)],
            axes.Shares[0], axes.Shares.Count > 1 ? axes.Shares[1] : 0);
    }

    public void Write(string path)
    {
        using (var to = new BinaryWriter(File.Create(path + ".new")))
        {
            to.Write(Mark);
            to.Write(ShareX);
            to.Write(ShareY);
            to.Write(Places.Count);
            foreach (var place in Places)
            {
                to.Write(place.ExampleId);
                to.Write(place.X);
                to.Write(place.Y);
            }
        }

        File.Move(path + ".new", path, overwrite: true);
    }

    /// <returns>Null where there is none, or none that can be read: computing the vectors again draws it anew.</returns>
    public static VectorMap? Find(string path)
    {
        if (!File.Exists(path))
            return null;
        using var from = new BinaryReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        try
        {
            if (from.ReadUInt64() != Mark)
                return null;
            var (x, y, count) = (from.ReadDouble(), from.ReadDouble(), from.ReadInt32());
            return new VectorMap([.. Enumerable.Range(0, Math.Clamp(count, 0, MostPlaces)).Select(_ => new MapPlace(from.ReadInt64(), from.ReadSingle(), from.ReadSingle()))], x, y);
        }
        catch (EndOfStreamException)
        {
            return null;
        }
    }

    private static ulong Drawn(long id) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in id)));
}
