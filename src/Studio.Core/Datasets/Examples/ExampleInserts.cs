using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using Studio.Core.Datasets.Importing;
using Studio.Core.Persistence;

namespace Studio.Core.Datasets.Examples;

/// <summary>Many rows at once, past EF's change tracker: prepared inserts into SQLite, COPY into PostgreSQL.</summary>
internal static class ExampleInserts
{
    private const int RowsPerStatement = 50;

    private static readonly string[] Columns = ["DatasetId", "Position", "ExternalId", "Text", "Label", "Split", "Metadata", "Answer", "Dialogue"];

    public static async Task InsertExamplesAsync(
        this StudioDb db, Guid datasetId, long firstPosition, IReadOnlyList<ImportedRow> rows, CancellationToken cancel)
    {
        if (rows.Count == 0)
            return;
        if (db.Database.GetDbConnection() is NpgsqlConnection postgres)
            await CopyAsync(postgres, datasetId, firstPosition, rows, cancel);
        else
            Insert((SqliteConnection)db.Database.GetDbConnection(), datasetId, firstPosition, rows);
    }

    private static void Insert(SqliteConnection connection, Guid datasetId, long firstPosition, IReadOnlyList<ImportedRow> rows)
    {
        var whole = rows.Count / RowsPerStatement * RowsPerStatement;
        InsertBlocks(connection, datasetId, firstPosition, rows, 0, whole, RowsPerStatement);
        InsertBlocks(connection, datasetId, firstPosition, rows, whole, rows.Count, 1);
    }

    private static void InsertBlocks(
        SqliteConnection connection, Guid datasetId, long firstPosition, IReadOnlyList<ImportedRow> rows, int from, int to, int block)
    {
        if (from == to)
            return;
        using var command = connection.CreateCommand();
        var values = Enumerable.Range(0, block).Select(row => $"({string.Join(',', Columns.Select((_, column) => $"${row * Columns.Length + column}"))})");
        command.CommandText = $"INSERT INTO \"Examples\" ({string.Join(',', Columns.Select(c => $"\"{c}\""))}) VALUES {string.Join(',', values)}";
        for (var i = 0; i < block * Columns.Length; i++)
            command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        for (var start = from; start < to; start += block)
        {
            for (var i = 0; i < block; i++)
                Bind(command.Parameters, i * Columns.Length, datasetId, firstPosition + start + i, rows[start + i]);
            command.ExecuteNonQuery();
        }
    }

    private static void Bind(SqliteParameterCollection parameters, int at, Guid datasetId, long position, in ImportedRow row)
    {
        parameters[at].Value = datasetId;
        parameters[at + 1].Value = position;
        parameters[at + 2].Value = row.ExternalId ?? (object)DBNull.Value;
        parameters[at + 3].Value = row.Text;
        parameters[at + 4].Value = row.Label ?? (object)DBNull.Value;
        parameters[at + 5].Value = row.Split.ToString();
        parameters[at + 6].Value = row.Metadata ?? (object)DBNull.Value;
        parameters[at + 7].Value = row.Answer ?? (object)DBNull.Value;
        parameters[at + 8].Value = row.Dialogue ?? (object)DBNull.Value;
    }

    private static async Task CopyAsync(
        NpgsqlConnection connection, Guid datasetId, long firstPosition, IReadOnlyList<ImportedRow> rows, CancellationToken cancel)
    {
        var columns = string.Join(',', Columns.Select(c => $"\"{c}\""));
        await using var copy = await connection.BeginBinaryImportAsync($"COPY \"Examples\" ({columns}) FROM STDIN (FORMAT BINARY)", cancel);
        for (var i = 0; i < rows.Count; i++)
        {
            await copy.StartRowAsync(cancel);
            await copy.WriteAsync(datasetId, NpgsqlDbType.Uuid, cancel);
            await copy.WriteAsync(firstPosition + i, NpgsqlDbType.Bigint, cancel);
            await WriteAsync(copy, rows[i].ExternalId, cancel);
            await WriteAsync(copy, rows[i].Text, cancel);
            await WriteAsync(copy, rows[i].Label, cancel);
            await WriteAsync(copy, rows[i].Split.ToString(), cancel);
            await WriteAsync(copy, rows[i].Metadata, cancel);
            await WriteAsync(copy, rows[i].Answer, cancel);
            await WriteAsync(copy, rows[i].Dialogue, cancel);
        }

        await copy.CompleteAsync(cancel);
    }

    private static Task WriteAsync(NpgsqlBinaryImporter copy, string? value, CancellationToken cancel) =>
        value is null ? copy.WriteNullAsync(cancel) : copy.WriteAsync(value, NpgsqlDbType.Text, cancel);
}
