namespace Studio.Core.Datasets.Exporting;

/// <summary>What a file of examples is written as.</summary>
public enum ExportFormat
{
    /// <summary>CSV with every cell exactly as it is, for programs.</summary>
    Csv,

    /// <summary>CSV in which no cell runs as a formula.</summary>
    CsvForSpreadsheets,
    JsonLines,
    Parquet,

    /// <summary>Words with tags, of the examples with marked stretches.</summary>
    Conll,
}
