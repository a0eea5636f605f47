using System.Net.Mail;

namespace Studio.Core.Teams;

/// <summary>Whether something can be an e-mail address, and the form in which two of them are compared.</summary>
public static class EmailAddress
{
    public static bool IsValid(string text) =>
        text.Length <= 254 && MailAddress.TryCreate(text, out var address) && address.Address == text && !text.Any(char.IsControl);

    public static string Normalize(string text) => text.Trim().Normalize().ToUpperInvariant();
}
