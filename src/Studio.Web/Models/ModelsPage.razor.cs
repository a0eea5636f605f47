using Studio.Core.Evaluation;
using Studio.Core.Models;

namespace Studio.Web.Models;

public sealed partial class ModelsPage
{
    private IReadOnlyList<ModelOverview>? _models;
    private IDisposable? _watch;

    public void Dispose() => _watch?.Dispose();

    protected override async Task OnInitializedAsync()
    {
        _watch = Feeds.Watch(ProjectId, () => InvokeAsync(async () =>
        {
            await LoadAsync();
            StateHasChanged();
        }));
        await LoadAsync();
    }

    private async Task LoadAsync() => _models = await List.RunAsync(Actor, ProjectId);

    private static IReadOnlyList<string> Names(ModelOverview model) => LanguageFigures.InLists(model.Versions.Select(version => version.Scorecard.Language));

    private static string Situation(ModelOverview model)
    {
        var serving = model.Versions.SingleOrDefault(v => v.Id == model.ServingId);
        var waiting = model.Versions.Count(v => v.State == ModelVersionState.InReview);
        var answers = serving is null ? "No version is approved, so the name does not answer."
            : serving.Scorecard.Language is { } language ? language.ContainsKey("perplexity") || language.ContainsKey("rewards_chosen") ? $"Version {serving.Number} answers as {model.Name} at /v1/chat/completions." : $"Version {serving.Number} is approved."
            : $"Version {serving.Number} answers at /api/v1/models/{model.Name}/predict.";
        return waiting == 0 ? answers : $"{answers} {(waiting == 1 ? "One version waits" : $"{waiting} versions wait")} for a review.";
    }
}
