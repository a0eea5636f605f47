namespace Studio.Core.Datasets.Importing.Reading;

internal static class RowReaders
{
    public static IRowReader Open(SourceFile file, RowForm form) => form.Format switch
    {
        ImportFormat.JsonLines => new JsonLinesRows(file.Text),
        _ => new DelimitedRows(file.Text, form),
    };
}
