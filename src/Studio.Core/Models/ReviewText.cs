namespace Studio.Core.Models;

/// <summary>What people write in reviews, within limits, and how states read in sentences.</summary>
public static class ReviewText
{
    public const int MaxLength = 4000;

    /// <exception cref="InvalidInputException">Nothing was written, or too much.</exception>
    public static string Required(string? text, string whatFor) => string.IsNullOrWhiteSpace(text)
        ? throw new InvalidInputException($"Write {whatFor}: whoever reads this later needs the reason.")
        : Optional(text, "comment");

    /// <exception cref="InvalidInputException">It is too long.</exception>
    public static string Optional(string? text, string what)
    {
        var trimmed = (text ?? "").Trim();
        return trimmed.Length <= MaxLength
            ? trimmed
            : throw new InvalidInputException($"The {what} has {trimmed.Length:N0} characters; at most {MaxLength:N0} are kept. Shorten it, or link to a longer text.");
    }

    public static string Name(ModelVersionState state) => state switch
    {
        ModelVersionState.InReview => "in review",
        _ => state.ToString().ToLowerInvariant(),
    };
}
