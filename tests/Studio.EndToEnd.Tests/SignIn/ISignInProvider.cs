using Microsoft.Playwright;

namespace Studio.EndToEnd.Tests.SignIn;

/// <summary>A provider of somebody else's making, really running, and how a person gets through its pages.</summary>
internal interface ISignInProvider : IAsyncDisposable
{
    string Address { get; }

    /// <summary>Which groups people are in from now on.</summary>
    Task SetGroupsAsync(string person, params string[] groups);

    /// <summary>Begins to answer, for a Studio at this address.</summary>
    Task StartAsync(string studio);

    /// <summary>From the provider's first page until it sends the browser back.</summary>
    Task PassAsync(IPage page, string person);

    /// <summary>What it asks when somebody signs out, if anything.</summary>
    Task LeaveAsync(IPage page);
}
