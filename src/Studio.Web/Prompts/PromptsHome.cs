using Studio.Core.Prompts;
using Studio.Web.Shell;

namespace Studio.Web.Prompts;

/// <summary>The Write stage on the project's home page.</summary>
public sealed class PromptsHome(ListPrompts prompts) : IHomeSection
{
    public async Task<HomeReport> ReportAsync(Place place, CancellationToken cancel)
    {
        var found = await prompts.RunAsync(place.Actor, place.Project!.Id, new PromptFilter(), cancel);
        var stage = found.Count == 0
            ? new StageReport(
                Stage.Write, StageState.NotStarted, "No prompts yet", "Begin with a prompt: the quickest way to a first answer, and what tuning is measured against.",
                "Write a prompt", place.To("prompts/new"))
            : new StageReport(
                Stage.Write, found.Any(p => p.Labels.Any(l => l.Name == FetchPrompt.DefaultLabel)) ? StageState.Done : StageState.Underway,
                found.Count == 1 ? "1 prompt" : $"{found.Count:N0} prompts", Sentence(found), "Open prompts", place.To("prompts"));
        return HomeReport.Of(stage);
    }

    private static string Sentence(IReadOnlyList<PromptRow> found) => found.Count(p => p.Labels.Any(l => l.Name == FetchPrompt.DefaultLabel)) switch
    {
        0 => "None of them carries the label production, so programs cannot fetch one yet.",
        1 => "1 of them answers programs as production.",
        var labeled => $"{labeled:N0} of them answer programs as production.",
    };
}
