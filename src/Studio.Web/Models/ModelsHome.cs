using Studio.Core.Models;
using Studio.Web.Shell;

namespace Studio.Web.Models;

/// <summary>The approving and serving stages of the project's path, and the reviews that wait for this person.</summary>
internal sealed class ModelsHome(WaitingReviews reviews, ListModels list) : IHomeSection
{
    public async Task<HomeReport> ReportAsync(Place place, CancellationToken cancel)
    {
        var projectId = place.Project!.Id;
        var situation = await reviews.RunAsync(place.Actor, projectId, cancel);
        var serving = (await list.RunAsync(place.Actor, projectId, cancel)).Where(m => m.ServingId is not null).Select(m => m.Name).ToList();
        var approve = new StageReport(
            Stage.Approve,
            situation.Approved > 0 ? StageState.Done : situation.Versions > 0 ? StageState.Underway : StageState.NotStarted,
            situation.InReview > 0 ? $"{situation.InReview} in review" : situation.Versions == 0 ? "No version yet" : situation.Versions == 1 ? "1 version" : $"{situation.Versions} versions",
            situation.Versions == 0 ? "A finished run registers a version; a second person approves it." : $"{situation.Approved} approved by a second person.",
            "See models", place.To("models"));
        var serve = new StageReport(
            Stage.Serve,
            serving.Count > 0 ? StageState.Done : StageState.NotStarted,
            serving.Count == 0 ? "Nothing answers" : serving.Count == 1 ? "1 model answers" : $"{serving.Count} models answer",
            serving.Count == 0 ? "An approved version answers over HTTP and on its try-it page." : $"/api/v1/models/{serving[0]}/predict",
            "See models", place.To("models"));
        return new HomeReport(
            [approve, serve],
            [
                .. situation.Waiting.Select(w => new Waiting(
                    $"{w.RequestedBy} asks for a review of {w.Model} version {w.Number}.", "Review it", place.To($"models/versions/{w.VersionId}/review"))),
            ]);
    }
}
