using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Studio.Web.Account.Provider;

/// <summary>Carries a sentence to the sign-in page. It is sealed, so that no link from elsewhere can put words there.</summary>
public sealed class ProviderProblems(IDataProtectionProvider protection)
{
    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("provider-problem").ToTimeLimitedDataProtector();

    public void Show(HttpContext context, string sentence) =>
        context.Response.Redirect("/account/sign-in?problem=" + Uri.EscapeDataString(_protector.Protect(sentence, TimeSpan.FromMinutes(10))));

    public string? Read(string? token)
    {
        try
        {
            return string.IsNullOrEmpty(token) ? null : _protector.Unprotect(token);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
