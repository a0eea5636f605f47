namespace Studio.Core.Tuning.Bases;

/// <summary>Turns counts of bytes, which come at every read, into a few pictures a second and a heartbeat every few seconds.</summary>
internal sealed class ProgressMeter(TeamBaseModel model, string doing, BaseModelFeeds feeds, TimeProvider time)
{
    private static readonly TimeSpan Picture = TimeSpan.FromMilliseconds(250), Window = TimeSpan.FromSeconds(4);
    private readonly Dictionary<string, long> _files = new(StringComparer.Ordinal);
    private readonly Queue<(long At, long Done)> _past = new();
    private long _shown;

    public long Done { get; private set; }

    public void Report(string file, long bytes, string? note = null)
    {
        Done += bytes - _files.GetValueOrDefault(file);
        _files[file] = bytes;
        if (note is null && _shown != 0 && time.GetElapsedTime(_shown) < Picture)
            return;
        _shown = time.GetTimestamp();
        _past.Enqueue((_shown, Done));
        while (time.GetElapsedTime(_past.Peek().At, _shown) > Window)
            _past.Dequeue();
        var (at, before) = _past.Peek();
        var seconds = time.GetElapsedTime(at, _shown).TotalSeconds;
        feeds.Progressed(model.TeamId, new(model.Id, doing, Done, model.BytesTotal, new Dictionary<string, long>(_files), seconds > 0.2 ? (Done - before) / seconds : 0, note));
    }
}
