using System.Globalization;
using System.Text;
using Parquet;
using Parquet.Schema;

namespace Studio.Core.Datasets.Importing.Reading;

/// <summary>A flat column of a Parquet file, read as text: numbers and dates as every program writes them, class numbers as their names.</summary>
internal sealed class ParquetColumn(DataField column, IReadOnlyList<string>? classNames)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public string Name => column.Name;

    /// <summary>Whether its kind is one that has a text.</summary>
    public static bool CanRead(Field field) => field is DataField { IsArray: false, ClrType: var type } && (IsText(type) || IsBytes(type)
        || type.IsPrimitive || type == typeof(decimal) || type == typeof(DateTime) || type == typeof(DateOnly) || type == typeof(TimeOnly)
        || type == typeof(TimeSpan) || type == typeof(Guid));

    /// <exception cref="DecoderFallbackException">A cell's bytes are not UTF-8.</exception>
    public Task<string?[]> ReadAsync(ParquetRowGroupReader group) => Type.GetTypeCode(column.ClrType) switch
    {
        TypeCode.String => StringsAsync(group),
        TypeCode.Boolean => ValuesAsync<bool>(group, value => value ? "true" : "false"),
        TypeCode.SByte => ValuesAsync<sbyte>(group, Text),
        TypeCode.Byte => ValuesAsync<byte>(group, Text),
        TypeCode.Int16 => ValuesAsync<short>(group, Text),
        TypeCode.UInt16 => ValuesAsync<ushort>(group, Text),
        TypeCode.Int32 => ValuesAsync<int>(group, value => Class(value) ?? Text(value)),
        TypeCode.UInt32 => ValuesAsync<uint>(group, Text),
        TypeCode.Int64 => ValuesAsync<long>(group, value => Class(value) ?? Text(value)),
        TypeCode.UInt64 => ValuesAsync<ulong>(group, Text),
        TypeCode.Single => ValuesAsync<float>(group, Text),
        TypeCode.Double => ValuesAsync<double>(group, Text),
        TypeCode.Decimal => ValuesAsync<decimal>(group, Text),
        TypeCode.DateTime => ValuesAsync<DateTime>(group, value => value.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture)),
        _ when IsText(column.ClrType) => StringsAsync(group),
        _ when IsBytes(column.ClrType) => BytesAsync(group),
        _ when column.ClrType == typeof(DateOnly) => ValuesAsync<DateOnly>(group, value => value.ToString("O", CultureInfo.InvariantCulture)),
        _ when column.ClrType == typeof(TimeOnly) => ValuesAsync<TimeOnly>(group, value => value.ToString("O", CultureInfo.InvariantCulture)),
        _ when column.ClrType == typeof(TimeSpan) => ValuesAsync<TimeSpan>(group, value => value.ToString("c", CultureInfo.InvariantCulture)),
        _ => ValuesAsync<Guid>(group, value => value.ToString()),
    };

    private static bool IsText(Type type) => type == typeof(string) || type == typeof(ReadOnlyMemory<char>);

    private static bool IsBytes(Type type) => type == typeof(byte[]) || type == typeof(ReadOnlyMemory<byte>);

    private async Task<string?[]> StringsAsync(ParquetRowGroupReader group)
    {
        var cells = new string?[group.RowCount];
        await group.ReadAsync(column, cells.AsMemory()!);
        return cells;
    }

    private async Task<string?[]> BytesAsync(ParquetRowGroupReader group)
    {
        var cells = new byte[]?[group.RowCount];
        await group.ReadAsync(column, cells.AsMemory()!);
        return Array.ConvertAll(cells, cell => cell is null ? null : Strict.GetString(cell));
    }

    private async Task<string?[]> ValuesAsync<T>(ParquetRowGroupReader group, Func<T, string> text) where T : struct
    {
        if (column.IsNullable)
        {
            var some = new T?[group.RowCount];
            await group.ReadAsync<T>(column, some.AsMemory());
            return Array.ConvertAll(some, value => value is { } given ? text(given) : null);
        }

        var all = new T[group.RowCount];
        await group.ReadAsync<T>(column, all.AsMemory());
        return Array.ConvertAll(all, value => (string?)text(value));
    }

    private string? Class(long value) => classNames is not null && value >= 0 && value < classNames.Count ? classNames[(int)value] : null;

    private static string Text<T>(T value) where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);
}
