using Parquet;
using Parquet.Schema;

namespace Studio.Core.Tests.Datasets;

/// <summary>Parquet files as other programs write them.</summary>
internal static class ParquetFiles
{
    public const string HuggingFace =
        """{"info": {"features": {"text": {"dtype": "string", "_type": "Value"}, "label": {"names": ["complaint", "praise"], "_type": "ClassLabel"}}}}""";

    /// <summary>A text, a class number, a fraction, a day and a truth value in each row, in groups of a given size.</summary>
    public static async Task<byte[]> FlatAsync(int rows, int rowsPerGroup, CompressionMethod compression = CompressionMethod.Snappy)
    {
        var (text, label, score, day, seen) = (
            new DataField("text", typeof(string), isNullable: true), new DataField<long>("label"), new DataField<double?>("score"), new DataField<DateTime>("day"),
            new DataField<bool>("seen"));
        using var file = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(
            new ParquetSchema(text, label, score, day, seen), file, new ParquetOptions { CompressionMethod = compression }))
        {
            writer.CustomMetadata = new Dictionary<string, string> { ["huggingface"] = HuggingFace };
            for (var from = 0; from < rows; from += rowsPerGroup)
            {
                var numbers = Enumerable.Range(from, Math.Min(rowsPerGroup, rows - from)).ToList();
                using var group = writer.CreateRowGroup();
                await group.WriteAsync(text, numbers.ConvertAll(i => i == 3 ? null! : $"text {i} 🙂"));
                await group.WriteAsync<long>(label, numbers.Select(i => i % 2L).ToArray());
                await group.WriteAsync<double>(score, numbers.Select(i => i % 4 == 0 ? (double?)null : i / 4.0).ToArray());
                await group.WriteAsync<DateTime>(day, numbers.Select(i => new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(i)).ToArray());
                await group.WriteAsync<bool>(seen, numbers.Select(i => i % 2 == 1).ToArray());
            }
        }

        return file.ToArray();
    }

    /// <summary>A list of tokens in each row, with a column of texts beside it or alone.</summary>
    public static async Task<byte[]> NestedAsync(bool withText)
    {
        var text = new DataField("text", typeof(string), isNullable: true);
        var token = new DataField("item", typeof(string), isNullable: true);
        var tokens = new ListField("tokens", token);
        using var file = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(withText ? new ParquetSchema(text, tokens) : new ParquetSchema(tokens), file))
        {
            using var group = writer.CreateRowGroup();
            if (withText)
                await group.WriteAsync(text, ["Ada met Bo", "Bo left"]);
            await group.WriteAsync(token, ["Ada", "met", "Bo", "Bo", "left"], new ReadOnlyMemory<int>([0, 1, 1, 0, 1]));
        }

        return file.ToArray();
    }
}
