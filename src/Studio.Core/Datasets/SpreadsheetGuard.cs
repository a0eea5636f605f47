namespace Studio.Core.Datasets;

/// <summary>
/// Spreadsheets run a cell that begins like a formula, whoever wrote it. An apostrophe before it makes it text there; one more before a cell
/// that has one already, so that taking it away always gives the cell back.
/// </summary>
internal static class SpreadsheetGuard
{
    public static string Put(string cell) => Runs(cell) ? $"'{cell}" : cell;

    public static string Take(string cell) => IsGuarded(cell) ? cell[1..] : cell;

    public static bool IsGuarded(string cell) => cell is ['\'', ..] && Runs(cell);

    /// <summary>Whether a spreadsheet would run the cell, or would if the apostrophes before it were taken away.</summary>
    public static bool Runs(string cell) =>
        cell.AsSpan().TrimStart('\'') is ['=' or '+' or '-' or '@' or '\t' or '\r' or '＝' or '＋' or '－' or '＠', ..];
}
