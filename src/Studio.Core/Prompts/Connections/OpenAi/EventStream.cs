using System.Runtime.CompilerServices;
using System.Text;

namespace Studio.Core.Prompts.Connections.OpenAi;

/// <summary>The data of server-sent events, one after the other.</summary>
internal static class EventStream
{
    public static async IAsyncEnumerable<string> ReadAsync(Stream body, Patience patience, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        using var reader = new StreamReader(body, Encoding.UTF8);
        var data = new StringBuilder();
        while (await reader.ReadLineAsync(cancel) is { } line)
        {
            if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                patience.Heard();
                data.Append(data.Length > 0 ? "\n" : "").Append(line.AsSpan(5).TrimStart(' '));
            }
            else if (line.Length == 0 && data.Length > 0)
            {
                yield return data.ToString();
                data.Clear();
            }
        }

        if (data.Length > 0)
            yield return data.ToString();
    }
}
