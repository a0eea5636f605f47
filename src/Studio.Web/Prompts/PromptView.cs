using Studio.Core.Prompts;
using Studio.Core.Teams;

namespace Studio.Web.Prompts;

/// <summary>The prompt that a page is about, for its parts. It is a new one whenever somebody changed something.</summary>
public sealed record PromptView(Actor Actor, PromptPageData Page, string Href, long Change)
{
    public Guid Id => Page.Id;

    public Guid ProjectId => Page.ProjectId;

    public bool MayEdit => Page is { MayEdit: true, IsArchived: false };

    public string To(string tab) => tab.Length == 0 ? Href : $"{Href}/{tab}";
}
