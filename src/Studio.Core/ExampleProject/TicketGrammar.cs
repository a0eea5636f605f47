using System.Text.Json;
using System.Text.RegularExpressions;

namespace Studio.Core.ExampleProject;

/// <summary>The sentences that the synthetic tickets are made of, and the words that fill their slots. All of it was written for Studio.</summary>
internal sealed partial class TicketGrammar
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public required Dictionary<string, string[]> Slots { get; init; }
    public required string[] Openings { get; init; }
    public required string[] OpeningTails { get; init; }
    public required string[] Asides { get; init; }
    public required string[] Closings { get; init; }
    public required Dictionary<string, string[]> Intents { get; init; }

    /// <summary>For each intent the ones that people mix it up with, and that one ticket often mentions together with it.</summary>
    public required Dictionary<string, string[]> Neighbours { get; init; }

    public static TicketGrammar Load()
    {
        using var stream = typeof(TicketGrammar).Assembly.GetManifestResourceStream("Studio.Core.ExampleProject.tickets.json")!;
        return JsonSerializer.Deserialize<TicketGrammar>(stream, Json)!;
    }

    /// <summary>The pattern with its slots filled and its first letter raised.</summary>
    public string Fill(string pattern, Random random)
    {
        var text = pattern;
        while (text.Contains('{'))
            text = Slot().Replace(text, match => Word(match.Groups[1].Value, random));
        return char.ToUpperInvariant(text[0]) + text[1..];
    }

    private string Word(string slot, Random random) => slot switch
    {
        "n" => $"{random.Next(10_000, 99_999)}",
        "k" => $"{random.Next(2, 9)}",
        _ => Slots[slot][random.Next(Slots[slot].Length)],
    };

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Slot();
}
