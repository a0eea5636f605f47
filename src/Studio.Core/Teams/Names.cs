namespace Studio.Core.Teams;

/// <summary>Names that people give to things: trimmed, not empty, short enough to be shown.</summary>
public static class Names
{
    public const int Longest = 100;

    /// <exception cref="InvalidInputException">The name is empty, too long or has control characters.</exception>
    public static string Checked(string name, string what)
    {
        name = name.Trim();
        if (name.Length == 0)
            throw new InvalidInputException($"The {what} is empty.");
        if (name.Length > Longest)
            throw new InvalidInputException($"The {what} has {name.Length} characters; at most {Longest} are allowed.");
        return name.Any(char.IsControl) ? throw new InvalidInputException($"The {what} has characters that cannot be shown.") : name;
    }
}
