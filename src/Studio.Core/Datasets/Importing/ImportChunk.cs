namespace Studio.Core.Datasets.Importing;

/// <summary>Rows that are written in one go: small enough that somebody who labels at the same time does not notice.</summary>
internal sealed class ImportChunk(long firstRow)
{
    private const int MaxRows = 2000;
    private const int MaxCharacters = 4 << 20;
    private const int ExcerptLength = 500;
    private int _characters;

    public List<ImportedRow> Rows { get; } = new(MaxRows);
    public List<ImportReject> Rejects { get; } = [];

    /// <summary>Rows of the file before this chunk.</summary>
    public long FirstRow { get; } = firstRow;

    /// <summary>Rows of the file up to the end of this chunk.</summary>
    public long LastRow { get; private set; } = firstRow;

    public bool IsFull => Rows.Count + Rejects.Count >= MaxRows || _characters >= MaxCharacters;

    public bool IsEmpty => LastRow == FirstRow;

    public void Add(Guid importId, in Reading.ReadRow row, DatasetSplit allInto)
    {
        LastRow = row.Number;
        if (RowCheck.Accept(row, allInto, out var reason) is { } accepted)
        {
            Rows.Add(accepted);
            _characters += accepted.Text.Length + (accepted.Metadata?.Length ?? 0) + (accepted.Dialogue?.Length ?? 0);
            return;
        }

        var excerpt = RowCheck.Excerpt(row.Text, ExcerptLength).Replace('\0', '�');
        Rejects.Add(new ImportReject { ImportId = importId, RowNumber = row.Number, Reason = reason!, Excerpt = excerpt });
    }
}
