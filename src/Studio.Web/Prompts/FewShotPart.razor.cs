using Microsoft.AspNetCore.Components;
using Studio.Core;
using Studio.Core.Datasets.Vectors;
using Studio.Core.Prompts;
using Studio.Core.Prompts.Writing;
using Studio.Web.Shell;

namespace Studio.Web.Prompts;

/// <summary>Where worked examples come from, and which ones are drawn.</summary>
public sealed partial class FewShotPart
{
    private IReadOnlyList<PromptSnapshot>? _snapshots;
    private IReadOnlyList<WorkedExample> _examples = [];
    private IReadOnlyList<TextEncoder> _encoders = [];
    private FewShotSlot? _drawn;
    private string? _problem;

    [Inject]
    public required PreviewPrompt Preview { get; init; }

    [CascadingParameter]
    public required Place Place { get; set; }

    [Parameter]
    public FewShotSlot? Slot { get; set; }

    [Parameter]
    public bool MayEdit { get; set; }

    [Parameter]
    public EventCallback<FewShotSlot?> Changed { get; set; }

    public static string Summary(FewShotSlot? slot) => slot is null ? "none" : slot.SimilarBy is null ? $"{slot.Count} drawn with seed {slot.Seed}" : $"{slot.Count} most similar to the text";

    protected override async Task OnInitializedAsync()
    {
        _encoders = await Preview.EncodersAsync(Place.Actor, Place.Project!.Id);
        _snapshots = await Preview.SnapshotsAsync(Place.Actor, Place.Project!.Id);
    }

    protected override async Task OnParametersSetAsync()
    {
        if (Slot == _drawn)
            return;
        (_drawn, _examples, _problem) = (Slot, [], null);
        try { _examples = Slot is null ? [] : await Preview.ExamplesAsync(Place.Actor, Place.Project!.Id, Slot); }
        catch (StudioException problem) { _problem = problem.Message; }
    }

    private Task SetAsync(FewShotSlot? slot) => Changed.InvokeAsync(slot);

    private Task ChoiceAsync(ChangeEventArgs e) => SetAsync(Slot! with
    {
        SimilarBy = e.Value as string is { Length: > 0 } by ? by : null, EncoderKey = _encoders.FirstOrDefault(encoder => encoder.Id == e.Value as string)?.Key,
    });

    private Task SnapshotAsync(ChangeEventArgs e) =>
        SetAsync(e.Value?.ToString() is { Length: > 0 } hash ? (Slot ?? new FewShotSlot(hash, 8)) with { SnapshotHash = hash } : null);
}
