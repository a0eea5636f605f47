using System.Globalization;
using System.Text;

namespace Studio.Core.Models;

/// <summary>Names that stand in an address: lower-case letters, digits and single hyphens.</summary>
public static class ModelName
{
    private const int MaxLength = 48;

    /// <summary>A name made from a dataset's, with a number behind it where another model of the team has it already.</summary>
    public static string Propose(string from, IReadOnlyCollection<string> taken)
    {
        var name = Slug(from);
        return !taken.Contains(name) ? name : Enumerable.Range(2, taken.Count + 1).Select(n => $"{name}-{n}").First(n => !taken.Contains(n));
    }

    private static string Slug(string from)
    {
        var slug = new StringBuilder();
        foreach (var c in from.Normalize(NormalizationForm.FormD))
        {
            if (char.IsAsciiLetterOrDigit(c))
                slug.Append(char.ToLowerInvariant(c));
            else if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark && slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
            if (slug.Length == MaxLength)
                break;
        }

        var name = slug.ToString().Trim('-');
        return name.Length > 0 ? name : "model";
    }
}
