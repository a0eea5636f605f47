using System.Security.Cryptography;
using System.Text;
using Studio.Core.Teams;

namespace Studio.Web.Setup;

/// <summary>The token of the one-time set-up link, new with every start and worthless once there is an account.</summary>
public sealed class SetupGate(SetUpStudio setup)
{
    public string Token { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    public ValueTask<bool> IsDoneAsync(CancellationToken cancel = default) => setup.IsDoneAsync(cancel);

    public bool Opens(string? token) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token ?? ""), Encoding.UTF8.GetBytes(Token));
}
