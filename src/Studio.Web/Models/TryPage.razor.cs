using Microsoft.AspNetCore.Components;
using Studio.Core.Models.Serving;

namespace Studio.Web.Models;

public sealed partial class TryPage
{
    private string _text = "";
    private bool _busy;
    private ModelAnswer? _answer;

    [Inject]
    public required NavigationManager Navigation { get; set; }

    private string CurlText =>
        $$"""
        curl {{Navigation.BaseUri}}api/v1/models/{{Version!.Facts.Model}}/predict \
          -H "Authorization: Bearer $STUDIO_KEY" -H "Content-Type: application/json" \
          -d '{"text": "…"}'
        """;

    private async Task AskAsync()
    {
        _busy = true;
        await Feedback.TryAsync(async () => _answer = await Predict.ByVersionAsync(Actor, Id, [_text]));
        _busy = false;
    }
}
