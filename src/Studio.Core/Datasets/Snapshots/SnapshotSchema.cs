using System.Text.Json;
using System.Text.Json.Serialization;
using Parquet;
using Parquet.Schema;

namespace Studio.Core.Datasets.Snapshots;

/// <summary>The columns of a snapshot's Parquet file. Row groups never mix splits, so that a split is read without touching the others.</summary>
internal static class SnapshotSchema
{
    public const int RowsPerGroup = 16_384;
    public const int CharactersPerGroup = 16 << 20;
    public const string OverviewKey = "studio.snapshot";

    public static readonly DataField Id = new DataField<long>("id");
    public static readonly DataField ExternalId = new("external_id", typeof(string), isNullable: true);
    public static readonly DataField Text = new("text", typeof(string), isNullable: true);
    public static readonly DataField Label = new("label", typeof(string), isNullable: true);
    public static readonly DataField Split = new("split", typeof(string), isNullable: true);
    public static readonly DataField Metadata = new("metadata", typeof(string), isNullable: true);

    public static readonly DataField Answer = new("answer", typeof(string), isNullable: true);

    public static readonly DataField Dialogue = new("dialogue", typeof(string), isNullable: true);

    /// <summary>
    /// Files of format 1 have no <see cref="Answer"/>, those of format 2 no <see cref="Dialogue"/>. Rows without any dialogue are still written so, and
    /// keep their hash.
    /// </summary>
    public static int Format(bool dialogues) => dialogues ? 3 : 2;

    // Made with the class: a field can be read by only once some schema has it, also in a process that never writes.
    private static readonly ParquetSchema WithDialogues = new(Id, ExternalId, Text, Label, Split, Metadata, Answer, Dialogue);
    private static readonly ParquetSchema Plain = new(Id, ExternalId, Text, Label, Split, Metadata, Answer);

    public static ParquetSchema Columns(bool dialogues) => dialogues ? WithDialogues : Plain;

    // Everything that could make the same rows come out as other bytes is fixed here.
    public static ParquetOptions Options => new() { CompressionMethod = CompressionMethod.Snappy };

    /// <summary>The order of splits in the file.</summary>
    public static readonly IReadOnlyList<DatasetSplit> Order =
        [DatasetSplit.Train, DatasetSplit.Validation, DatasetSplit.Test, DatasetSplit.None];
}

/// <summary>What a snapshot's file says of itself, in its key-value metadata.</summary>
internal sealed record SnapshotOverview(int Format, IReadOnlyList<SplitExtent> Splits)
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter<DatasetSplit>() } };

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public static SnapshotOverview FromJson(string json) => JsonSerializer.Deserialize<SnapshotOverview>(json, Json)!;
}

/// <summary>Where a split lies in the file.</summary>
internal sealed record SplitExtent(DatasetSplit Split, int FirstGroup, int Groups, int Rows);
