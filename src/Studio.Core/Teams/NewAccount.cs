using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;

namespace Studio.Core.Teams;

/// <summary>A checked account that is not stored yet.</summary>
internal static class NewAccount
{
    /// <exception cref="InvalidInputException">Name or address cannot be used.</exception>
    public static User Create(string email, string name, DateTime now)
    {
        (email, name) = (email.Trim(), name.Trim());
        if (!EmailAddress.IsValid(email))
            throw new InvalidInputException($"'{email}' is not an e-mail address. Write it like name@example.org.");
        return new User
        {
            Email = email,
            UserName = email,
            NormalizedEmail = EmailAddress.Normalize(email),
            NormalizedUserName = EmailAddress.Normalize(email),
            DisplayName = Names.Checked(name, "name of a person"),
            EmailConfirmed = true,
            LockoutEnabled = true,
            SecurityStamp = Stamp(),
            CreatedAt = now,
        };
    }

    /// <exception cref="InvalidInputException">The password may not be used.</exception>
    public static User WithPassword(this User user, string password, IPasswordHasher<User> hasher)
    {
        if (PasswordRules.Problems(password, user.Email!, user.DisplayName) is [var problem, ..])
            throw new InvalidInputException(problem);
        user.PasswordHash = hasher.HashPassword(user, password);
        return user;
    }

    public static string Stamp() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
}
