using Microsoft.AspNetCore.Components;

namespace Studio.Web.Shell;

/// <summary>The project's path, how far each stage is, and what waits for whoever looks. Asked again every few seconds while it is open.</summary>
public sealed partial class HomePage : IDisposable
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _gone = new();
    private IReadOnlyList<StageReport>? _stages;
    private IReadOnlyList<Waiting> _waiting = [];
    private StageReport? _next;

    [Inject]
    public required IEnumerable<IHomeSection> Sections { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    [Inject]
    public required ILogger<HomePage> Log { get; init; }

    protected override async Task OnInitializedAsync()
    {
        await ReadAsync();
        _ = RepeatAsync(_gone.Token);
    }

    public void Dispose() => _gone.Cancel();

    private async Task RepeatAsync(CancellationToken gone)
    {
        using var timer = new PeriodicTimer(Again, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(gone))
                await InvokeAsync(ReadAndShowAsync);
        }
        catch (OperationCanceledException)
        {
            // The page is closed.
        }
    }

    private async Task ReadAndShowAsync()
    {
        await ReadAsync();
        StateHasChanged();
    }

    private async Task ReadAsync()
    {
        var reports = new List<HomeReport>();
        foreach (var section in Sections)
            reports.Add(await ReportAsync(section));
        _stages = [.. reports.SelectMany(report => report.Stages).OrderBy(stage => stage.Stage)];
        _waiting = [.. reports.SelectMany(report => report.Waiting)];
        _next = _stages.FirstOrDefault(stage => stage.State != StageState.Done);
    }

    // A room that cannot report now leaves a gap, not an empty home page.
    private async Task<HomeReport> ReportAsync(IHomeSection section)
    {
        try
        {
            return await section.ReportAsync(Place, _gone.Token);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            ShellLog.ActionFailed(Log, error);
            return new HomeReport([], []);
        }
    }

    private static string Words(StageState state) => state switch
    {
        StageState.NotStarted => "not started",
        StageState.Underway => "under way",
        _ => "done",
    };
}
