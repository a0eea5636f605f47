namespace Studio.Trainer.Starters.Corpus.Pairs;

/// <summary>Arithmetic with small numbers, in words and in little stories.</summary>
internal sealed class NumberPairs : IPairKind
{
    private static readonly string[] Ones =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen",
        "seventeen", "eighteen", "nineteen",
    ];

    private static readonly string[] Tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    /// <summary>A number from 0 to 100 in words.</summary>
    public static string InWords(int number) =>
        number == 100 ? "one hundred" : number < 20 ? Ones[number] : number % 10 == 0 ? Tens[number / 10] : $"{Tens[number / 10]}-{Ones[number % 10]}";

    public Pair Write(Random random)
    {
        int a = random.Next(1, 21), b = random.Next(1, 21);
        return random.Next(4) switch
        {
            0 => new("arithmetic", Ask(random, $"{InWords(a)} plus {InWords(b)}"), InWords(a + b)),
            1 => new("arithmetic", Ask(random, $"{InWords(a + b)} minus {InWords(b)}"), InWords(a)),
            2 => new("arithmetic", Ask(random, $"{InWords(a % 10 + 1)} times {InWords(b % 10 + 1)}"), InWords((a % 10 + 1) * (b % 10 + 1))),
            _ => Story(random, a + 1, b + 1),
        };
    }

    private static string Ask(Random random, string sum) => random.Next(3) switch
    {
        0 => $"What is {sum}?",
        1 => $"How much is {sum}?",
        _ => $"Calculate: {sum}",
    };

    private static Pair Story(Random random, int a, int b)
    {
        var telling = new Telling(Grammar.Words, random);
        telling.Keep("who", "person");
        telling.Keep("other", "person");
        telling.Keep("item", random.Next(2) == 0 ? "fruit" : "thing");
        bool adds = random.Next(2) == 0;
        string text = telling.Say(adds
            ? $"{{who}} has {InWords(a)} {{item:1}}. {{other}} {{gives {{who:him}}|brings {{who:him}}}} {InWords(b)} more."
            : $"{{who}} has {InWords(a + b)} {{item:1}}. {{who:he}} {{gives|sells}} {InWords(b)} of them to {{other}}.");
        string question = telling.Say("How many {item:1} {does {who} have now|has {who} now}?");
        return new("arithmetic", $"{text} {question}", InWords(adds ? a + b : a), text);
    }
}
