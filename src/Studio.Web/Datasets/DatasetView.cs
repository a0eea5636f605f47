using Studio.Core.Datasets;
using Studio.Core.Teams;

namespace Studio.Web.Datasets;

/// <summary>The dataset that a page is about, for its parts. It is a new one whenever something changed.</summary>
public sealed record DatasetView(Actor Actor, DatasetSummary Dataset, DatasetAccess Access, string Href, long Version)
{
    public Guid Id => Dataset.Id;

    public bool MayEdit => Access.MayEdit;

    public string To(string tab) => tab.Length == 0 ? Href : $"{Href}/{tab}";
}
