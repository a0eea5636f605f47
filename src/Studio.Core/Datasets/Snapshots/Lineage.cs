using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Changes;
using Studio.Core.Persistence;

namespace Studio.Core.Datasets.Snapshots;

/// <summary>Where a snapshot's rows came from, as it is stored with the snapshot.</summary>
public sealed record Lineage(Guid DatasetId, string Dataset, bool LabeledOnly, IReadOnlyList<LineageStep> Steps)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static Lineage Parse(string json) => JsonSerializer.Deserialize<Lineage>(json, Json)!;

    internal static async Task<string> OfAsync(StudioDb db, Dataset dataset, bool labeledOnly, CancellationToken cancel)
    {
        var steps = await db.DatasetSteps.AsNoTracking().Where(s => s.DatasetId == dataset.Id && s.FinishedAt != null && s.UndoneAt == null && s.Kind != StepKind.Edit)
            .OrderBy(s => s.CreatedAt).ThenBy(s => s.Id)
            .Select(s => new { s.Kind, s.Summary, s.Settings, s.Rows, s.CreatedAt }).ToListAsync(cancel);
        var edits = await db.DatasetSteps.LongCountAsync(s => s.DatasetId == dataset.Id && s.UndoneAt == null && s.Kind == StepKind.Edit, cancel);
        var all = steps.ConvertAll(s => new LineageStep(s.Kind, s.Summary, s.Rows, s.CreatedAt, JsonDocument.Parse(s.Settings).RootElement));
        if (edits > 0)
            all.Add(new LineageStep(StepKind.Edit, edits == 1 ? "One edit by hand" : $"{edits:N0} edits by hand", edits, null, null));
        return JsonSerializer.Serialize(new Lineage(dataset.Id, dataset.Name, labeledOnly, all), Json);
    }
}

public sealed record LineageStep(StepKind Kind, string Summary, long Rows, DateTime? At, JsonElement? Settings);
