using System.Text.RegularExpressions;

namespace Studio.Trainer.Evaluation.Texts;

/// <summary>
/// ROUGE-L (Lin, 2004): the F1 of the longest common subsequence of words. Words are runs of a to z and 0 to 9 in lower case, without
/// stemming, as the package rouge-score takes them.
/// </summary>
public static partial class RougeL
{
    /// <summary>From 0 to 1; 0 where one of the texts has no word.</summary>
    public static double Score(string prediction, string reference)
    {
        string[] said = Words(prediction), wanted = Words(reference);
        if (said.Length == 0 || wanted.Length == 0)
            return 0;
        double common = Common(said, wanted);
        return common == 0 ? 0 : 2 * common / (said.Length + wanted.Length);
    }

    private static string[] Words(string text) => [.. Word().Matches(text.ToLowerInvariant()).Select(m => m.Value)];

    private static int Common(string[] a, string[] b)
    {
        var row = new int[b.Length + 1];
        foreach (string word in a)
        {
            int diagonal = 0;
            for (int j = 1; j <= b.Length; j++)
                (row[j], diagonal) = (word == b[j - 1] ? diagonal + 1 : Math.Max(row[j], row[j - 1]), row[j]);
        }
        return row[b.Length];
    }

    [GeneratedRegex("[a-z0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
