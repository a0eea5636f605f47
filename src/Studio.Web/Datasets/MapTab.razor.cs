using Microsoft.AspNetCore.Components;
using Studio.Core.Datasets.Vectors;
using Studio.Web.Shell;

namespace Studio.Web.Datasets;

/// <summary>The vectors of a dataset: by which encoder, how far, and what they show.</summary>
public sealed partial class MapTab
{
    private DatasetEmbeddings? _all;
    private string? _encoder;
    private long? _shown;

    [CascadingParameter]
    public required DatasetView View { get; set; }

    [CascadingParameter]
    public required Place Place { get; set; }

    private string BaseModelsHref => Place.To("tuning/bases");

    private string Verb => _all?.Current is not { } current ? "Compute vectors"
        : current.EncoderId != _encoder ? "Compute with this encoder" : current.Stale ? "Compute what is missing" : "Compute again";

    protected override async Task OnParametersSetAsync()
    {
        if (_shown == View.Version)
            return;
        _shown = View.Version;
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        _all = await Read.RunAsync(View.Actor, View.Id);
        if (_encoder is null || _all.Encoders.All(e => e.Id != _encoder))
            _encoder = (_all.Busy ?? _all.Current)?.EncoderId ?? _all.Encoders.OrderByDescending(e => !e.Id.StartsWith("words:", StringComparison.Ordinal)).FirstOrDefault()?.Id;
    }

    private async Task StartAsync()
    {
        if (await Feedback.TryAsync(() => Embed.StartAsync(View.Actor, View.Id, _encoder!)))
            await ReadAsync();
    }
}
