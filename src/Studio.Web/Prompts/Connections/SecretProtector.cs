using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Studio.Core;
using Studio.Core.Prompts.Connections;

namespace Studio.Web.Prompts.Connections;

internal sealed class SecretProtector(IDataProtectionProvider provider) : ISecretProtector
{
    private readonly IDataProtector _protector = provider.CreateProtector("Studio.Connections.Key");

    public string Protect(string secret) => _protector.Protect(secret);

    public string Unprotect(string protectedSecret)
    {
        try
        {
            return _protector.Unprotect(protectedSecret);
        }
        catch (CryptographicException error)
        {
            throw new UnavailableException("The stored key cannot be read on this installation, because it was encrypted with other keys. Give it again in the connection's settings.", error);
        }
    }
}
