using System.Text;

namespace Studio.Core.Teams;

/// <summary>
/// Length counts, composition does not: at least twelve characters, up to 256, any characters at all; but nothing that is guessed first.
/// What is guessed first is described by rules in place of a list: well-known words with the usual decorations, keyboard runs, counting, repetition,
/// and the person's own name and address.
/// </summary>
public static class PasswordRules
{
    public const int Shortest = 12, Longest = 256;

    private static readonly string[] Words =
    [
        "password", "passwort", "passw0rd", "letmein", "welcome", "willkommen", "iloveyou", "sunshine", "princess", "football", "baseball", "dragon",
        "monkey", "master", "superman", "batman", "shadow", "michael", "jennifer", "trustno", "starwars", "whatever", "computer", "internet", "secret",
        "changeme", "default", "administrator", "admin", "root", "user", "guest", "login", "test", "temp", "hello", "freedom", "summer", "winter",
        "spring", "autumn", "studio", "qwerty", "qwertz", "azerty", "asdf", "zxcv", "abc", "company", "service", "access", "charlie", "ashley",
        "mustang", "liverpool", "chelsea", "arsenal", "pokemon", "cheese", "flower", "lovely", "nothing", "please", "security", "server", "database",
    ];

    private static readonly string[] Runs =
    [
        "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm", "azertyuiopqsdfghjklmwxcvbn", "01234567890123456789",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "1q2w3e4r5t6y7u8i9o0p", "qazwsxedcrfvtgbyhnujmikolp",
    ];

    /// <summary>Sentences for what is wrong; none when the password may be used. <paramref name="about"/> is what others know: address, name, team.</summary>
    public static IReadOnlyList<string> Problems(string password, params IEnumerable<string> about)
    {
        if (password.EnumerateRunes().Count() < Shortest)
            return [$"Use at least {Shortest} characters. A few unrelated words make a good password."];
        if (password.Length > Longest)
            return [$"Use at most {Longest} characters."];
        if (Remainder(Plain(password), Known(about)) < 5)
            return ["This password is among the first that are guessed. Use a few words that have nothing to do with each other or with you."];
        return [];
    }

    // How many characters are left once everything guessable is struck out; repetition counts once.
    private static int Remainder(string text, IEnumerable<string> known)
    {
        foreach (var word in known.OrderByDescending(word => word.Length))
            text = text.Replace(word, " ", StringComparison.Ordinal);
        text = WithoutRuns(text);
        return text.Where(c => c != ' ').Distinct().Count();
    }

    private static IEnumerable<string> Known(IEnumerable<string> about) =>
        Words.Concat(about.SelectMany(text => text.ToLowerInvariant().Split(['@', '.', ' ', '-', '_', '+'], StringSplitOptions.RemoveEmptyEntries))
            .Where(part => part.Length >= 3));

    private static string WithoutRuns(string text)
    {
        var kept = new StringBuilder();
        for (var at = 0; at < text.Length;)
        {
            var length = LongestRun(text[at..]);
            if (length < 3)
                kept.Append(text[at]);
            at += Math.Max(1, length < 3 ? 1 : length);
        }
        return kept.ToString();
    }

    private static int LongestRun(string text)
    {
        for (var length = Math.Min(text.Length, 36); length >= 3; length--)
        {
            var part = text[..length];
            var back = new string([.. part.Reverse()]);
            if (Runs.Any(run => run.Contains(part, StringComparison.Ordinal) || run.Contains(back, StringComparison.Ordinal)))
                return length;
        }
        return 0;
    }

    // Lower case, with the usual substitutions undone, so that P4$$w0rd is password.
    private static string Plain(string text) => new([.. text.ToLowerInvariant().Select((c, at) => c switch
    {
        '$' => 's',
        '@' => 'a',
        '4' when InWord(text, at) => 'a',
        '0' when InWord(text, at) => 'o',
        '3' when InWord(text, at) => 'e',
        '1' when InWord(text, at) => 'i',
        '!' or '?' or '.' or '-' or '_' => ' ',
        _ => c,
    })]);

    private static bool InWord(string text, int at) => at > 0 && at + 1 < text.Length && char.IsLetter(text[at - 1]) && !char.IsDigit(text[at + 1]);
}
