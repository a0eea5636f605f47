using Microsoft.AspNetCore.Components;
using Studio.Core.Models.Cards;
using Studio.Web.Shell;

namespace Studio.Web.Models;

/// <summary>A version's card: what the machine knows, and what people have to say before anybody may approve it.</summary>
public sealed partial class CardPage
{
    private ModelCard? _card;
    private CardParts _parts = CardParts.Empty;
    private string _saved = "";
    private bool _busy, _touched;
    private int _seen;

    [Inject]
    public required ReadCard Cards { get; init; }

    [Inject]
    public required WriteCard Write { get; init; }

    [Inject]
    public required Feedback Feedback { get; init; }

    protected override async Task ReloadAsync()
    {
        _card = await Cards.RunAsync(Actor, Id);
        // What somebody is writing stays as it is while others change the version.
        if (_touched)
            return;
        _seen = _card.Current?.Number ?? 0;
        _parts = _card.Draft ?? _card.Current?.Parts ?? _card.Begin ?? CardParts.Empty;
        _saved = _card.Draft is not null ? "Draft restored" : _card.Current is null && _card.Begin is not null ? "Begun with the card of the version before" : "";
    }

    private async Task KeepAsync(CardParts parts)
    {
        (_parts, _touched) = (parts, true);
        if (await Feedback.TryAsync(() => Write.SaveDraftAsync(Actor, Id, parts)))
            _saved = "Draft saved";
    }

    private async Task PublishAsync()
    {
        _busy = true;
        if (await Feedback.TryAsync(() => Write.PublishAsync(Actor, Id, _parts, _seen), "The card is published."))
            _touched = false;
        _busy = false;
        await ReloadAsync();
    }

    private string Api(string file) => $"/api/v1/projects/{ProjectId}/models/versions/{Id}/{file}";

    private static string Text(ChangeEventArgs e) => e.Value?.ToString() ?? "";
}
