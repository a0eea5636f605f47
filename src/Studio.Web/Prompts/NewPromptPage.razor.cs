using Microsoft.AspNetCore.Components;
using Studio.Core.Prompts;
using Studio.Core.Prompts.Writing;
using Studio.Web.Shell;

namespace Studio.Web.Prompts;

/// <summary>A new prompt: what it begins with, its labels, its name. The text is written on its own page.</summary>
public sealed partial class NewPromptPage
{
    private const string FewShot = "Few-shot", EmptyChat = "Empty chat", EmptyText = "Empty text";

    private IReadOnlyList<PromptSnapshot>? _snapshots;
    private IReadOnlyList<string> _folders = [];
    private string _starter = "Zero-shot";
    private string _snapshot = "";
    private string _labels = "";
    private string _name = "";
    private string _folder = "";
    private bool _busy;

    [Inject]
    public required CreatePrompt Create { get; init; }

    [Inject]
    public required ListPrompts List { get; init; }

    [Inject]
    public required PreviewPrompt Preview { get; init; }

    [Inject]
    public required Feedback Feedback { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [SupplyParameterFromQuery]
    public string? Starter { get; set; }

    [SupplyParameterFromQuery]
    public string? Folder { get; set; }

    private static IEnumerable<(string Name, string Purpose)> Beginnings =>
    [
        .. PromptStarters.For([]).Select(starter => (starter.Name, starter.Purpose)),
        (EmptyChat, "Messages with roles, for chat models."),
        (EmptyText, "One text, for models that continue it."),
    ];

    private bool UsesLabels => _starter is not (EmptyChat or EmptyText);

    private PromptSnapshot? Chosen => _snapshots!.FirstOrDefault(snapshot => snapshot.Hash == _snapshot);

    protected override async Task OnInitializedAsync()
    {
        _starter = Beginnings.Any(beginning => beginning.Name == Starter) ? Starter! : _starter;
        _folder = Folder ?? "";
        _folders = await List.FoldersAsync(Actor, ProjectId);
        _snapshots = await Preview.SnapshotsAsync(Actor, ProjectId);
        _snapshot = _snapshots is [var newest, ..] ? newest.Hash : "";
    }

    private async Task CreateAsync()
    {
        _busy = true;
        var id = Guid.Empty;
        if (await Feedback.TryAsync(async () => id = await Create.RunAsync(Actor, ProjectId, new NewPrompt(_name, _folder, null, null, Content(), _starter))))
            Navigation.NavigateTo(Place.To($"prompts/{id}"));
        _busy = false;
    }

    private PromptContent Content()
    {
        if (!UsesLabels)
            return _starter == EmptyChat ? new PromptContent { Messages = [new("system", ""), new("user", "{{ text }}")] } : new PromptContent { Text = "{{ text }}" };
        var labels = Chosen?.Labels ?? PromptWords.Lines(_labels);
        var content = PromptStarters.For(labels, Chosen?.Hash).Single(starter => starter.Name == _starter).Content;
        // Without a snapshot there is nothing to draw; the loop stays in the text and finds an empty list.
        return content.FewShot is { SnapshotHash.Length: 0 } ? content with { FewShot = null } : content;
    }

    private static string Some(IReadOnlyList<string> labels) =>
        labels.Count <= 12 ? string.Join(", ", labels) : $"{string.Join(", ", labels.Take(12))} and {labels.Count - 12} more";
}
