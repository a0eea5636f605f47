namespace Studio.Core.Datasets.Importing.Reading;

internal static class RowReaders
{
    public static IRowReader Open(SourceFile file, RowForm form) => form.Format switch
    {
        ImportFormat.JsonLines => new JsonRows(new LineReader(file.Text)),
        ImportFormat.Json => new JsonRows(new JsonListReader(file.Text)),
        ImportFormat.Conll => new ConllRows(file.Text, form.HasHeader),
        ImportFormat.Parquet => new ParquetRows(file),
        _ => new DelimitedRows(file.Text, form),
    };
}
