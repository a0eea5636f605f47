using Microsoft.AspNetCore.Components;
using Studio.Core;

namespace Studio.Web.Account;

/// <summary>A page that is a plain form: rendered once, posted back, and either led on or shown again with what is wrong.</summary>
public abstract class AccountPage : ComponentBase
{
    [CascadingParameter]
    public required HttpContext Context { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected string? Problem { get; private set; }

    protected async Task<bool> TryAsync(Func<Task> action)
    {
        try
        {
            await action();
            return true;
        }
        catch (StudioException refusal)
        {
            Problem = refusal.Message;
            return false;
        }
    }

    protected void Refuse(string problem) => Problem = problem;
}
