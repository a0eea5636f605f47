using System.Runtime.InteropServices;
using Studio.Trainer.Models;
using Studio.Trainer.Models.Decoders;
using Studio.Trainer.Native;
using static TorchSharp.torch;

namespace Studio.Trainer.Generation;

/// <summary>
/// Writes many answers at once with one model (continuous batching; Yu and others, 2022): every step reads one token of each answer that is
/// being written, and new prompts are read in pieces between the steps, so that a long one does not hold up the others.
/// </summary>
internal sealed class WritingLoop : IDisposable
{
    private const int AlonePieces = 4;
    private readonly Decoder _decoder;
    private readonly CausalHead _head;
    private readonly GeneratorOptions _options;
    private readonly KeyValueCache _cache, _reading;
    private readonly PrefixCache _prefixes;
    private readonly Tensor? _start;
    private readonly List<Answer> _writing = [];
    private readonly Queue<Answer> _waiting = new();
    private Answer? _read;
    private int _readTokens;

    public WritingLoop(TransformerModel model, GeneratorOptions options)
    {
        (_decoder, _head, _options) = (model.Decoder!, model.CausalHead!, options);
        _cache = new(_decoder.Shape, model.Device, model.Parameters.Type);
        _reading = new(_decoder.Shape, model.Device, model.Parameters.Type);
        _prefixes = new(options.PrefixCacheTokens);
        using var scope = NewDisposeScope();
        _start = _decoder.VirtualMemory()?.DetachFromDisposeScope();
        VirtualTokens = (int)(_start?.shape[2] ?? 0);
        MaxTokens = _decoder.Shape.Positions - VirtualTokens;
    }

    /// <summary>Tokens of a learned prompt or prefix, which stand in front of every text.</summary>
    public int VirtualTokens { get; }

    /// <summary>Tokens of prompt and answer together.</summary>
    public int MaxTokens { get; }

    public bool IsIdle => _writing.Count == 0 && _waiting.Count == 0 && _read is null;

    /// <summary>Tokens that the prefix cache holds.</summary>
    public int CachedTokens => _prefixes.Tokens;

    public void Enqueue(Answer answer) => _waiting.Enqueue(answer);

    /// <summary>Reads a piece of the next prompt and writes one token of every answer.</summary>
    public void Step()
    {
        DropCancelled();
        using var scope = NewDisposeScope();
        if (_read is null && _waiting.Count > 0 && _writing.Count < _options.MaxBatch)
            Begin(_waiting.Dequeue());
        if (_read is { } reading)
            Guard([reading], () => ReadOn(reading));
        if (_writing.Count > 0)
            Guard(_writing, WriteOn);
    }

    /// <summary>Reads a text into the first slot of a cache of its own, as far as it is not known yet.</summary>
    /// <returns>The vector of the last token, [1, hidden], and how many tokens were known.</returns>
    public (Tensor Last, int Cached, KeyValueCache Cache) Read(IReadOnlyList<int> ids)
    {
        if (_read is not null)
            throw new InvalidOperationException("A prompt is being read.");
        int cached = Prepare(ids);
        Tensor? last = null;
        for (int at = cached; at < ids.Count; at += _options.PrefillTokens)
            last = Last(ids, at, Math.Min(_options.PrefillTokens, ids.Count - at));
        _prefixes.Keep(_reading, 0, VirtualTokens, ids);
        return (last!, cached, _reading);
    }

    /// <summary>Reads a whole text from its beginning and gives the vectors of its tokens piece by piece: where the piece starts, and [tokens, hidden].</summary>
    public IEnumerable<(int Start, Tensor Hidden)> ReadAll(IReadOnlyList<int> ids)
    {
        _reading.Reserve(1, VirtualTokens + ids.Count);
        if (_start is not null)
            _reading.Write(0, 0, _start, VirtualTokens);
        for (int at = 0; at < ids.Count; at += _options.PrefillTokens)
            yield return (at, Forward(ids, at, Math.Min(_options.PrefillTokens, ids.Count - at)));
    }

    /// <summary>True while a prompt is read in pieces, whose place <see cref="Read"/> would take.</summary>
    public bool IsReading => _read is not null;

    public void Fail(Exception reason)
    {
        foreach (var answer in _writing.Concat(_waiting).Concat(_read is null ? [] : [_read]))
            answer.Fail(reason);
        (_read, _readTokens) = (null, 0);
        _writing.Clear();
        _waiting.Clear();
    }

    public void Dispose()
    {
        _cache.Dispose();
        _reading.Dispose();
        _prefixes.Dispose();
        _start?.Dispose();
    }

    private void Begin(Answer answer)
    {
        _read = answer;
        _readTokens = answer.Cached = Prepare(answer.Request.PromptIds);
    }

    private int Prepare(IReadOnlyList<int> ids)
    {
        _reading.Reserve(1, VirtualTokens + ids.Count);
        if (_start is not null)
            _reading.Write(0, 0, _start, VirtualTokens);
        return _prefixes.Fill(_reading, 0, VirtualTokens, ids);
    }

    private void ReadOn(Answer answer)
    {
        var ids = answer.Request.PromptIds;
        // Where nobody waits for a word, larger pieces are read faster.
        int piece = _options.PrefillTokens * (_writing.Count == 0 ? AlonePieces : 1), tokens = Math.Min(piece, ids.Count - _readTokens);
        var last = Last(ids, _readTokens, tokens);
        _readTokens += tokens;
        if (_readTokens < ids.Count)
            return;
        _read = null;
        answer.Length = VirtualTokens + ids.Count;
        Choose([answer], _head.Score(last));
        _prefixes.Keep(_reading, 0, VirtualTokens, ids);
        if (answer.IsDone)
            return;
        _cache.Reserve(_writing.Count + 1, answer.Length + 1);
        _cache.CopyFrom(_reading, 0, _writing.Count, answer.Length);
        _writing.Add(answer);
    }

    private void WriteOn()
    {
        _cache.Reserve(_writing.Count, _writing.Max(a => a.Length) + 1);
        var batch = new TokenBatch(Transfer.Of([.. _writing.Select(a => (long)a.Last)], [_writing.Count, 1], _decoder.Parameters.Device))
        {
            Memory = _cache.Step([.. _writing.Select(a => a.Length)]),
        };
        var scores = _head.Score(_decoder.Forward(batch, new ForwardPass()).squeeze(1));
        foreach (var answer in _writing)
            answer.Length++;
        Choose(_writing, scores);
        Sweep();
    }

    /// <summary>The vector of the last of the given tokens, [1, hidden].</summary>
    private Tensor Last(IReadOnlyList<int> ids, int start, int tokens) => Forward(ids, start, tokens, last: true);

    /// <summary>[tokens, hidden], or [1, hidden] for the last alone.</summary>
    private Tensor Forward(IReadOnlyList<int> ids, int start, int tokens, bool last = false)
    {
        var batch = new TokenBatch(Transfer.Of([.. ids.Skip(start).Take(tokens).Select(id => (long)id)], [1, tokens], _decoder.Parameters.Device))
        {
            Memory = _reading.Continue(0, VirtualTokens + start),
        };
        return last ? _decoder.Forward(batch.AtLast, new ForwardPass()) : _decoder.Forward(batch, new ForwardPass()).squeeze(0);
    }

    /// <summary>One token for each row. The device is waited for once for all rows that take the likeliest, and once for the others.</summary>
    private void Choose(IReadOnlyList<Answer> answers, Tensor scores)
    {
        int[] plain = [.. Enumerable.Range(0, answers.Count).Where(i => !answers[i].NeedsScores)], other = [.. Enumerable.Range(0, answers.Count).Where(i => answers[i].NeedsScores)];
        if (plain.Length > 0)
        {
            var (most, at) = Rows(scores, plain, answers.Count).max(-1);
            double[] told = [.. stack([most.to_type(ScalarType.Float64), at.to_type(ScalarType.Float64)]).cpu().contiguous().data<double>()];
            for (int i = 0; i < plain.Length; i++)
                Take(answers[plain[i]], answer => answer.Take(double.IsFinite(told[i]) ? (int)told[plain.Length + i] : throw new GenerationException(Answer.NotNumbers), Room(answer), []));
        }
        if (other.Length == 0)
            return;
        float[] all = [.. Rows(scores, other, answers.Count).to_type(ScalarType.Float32).cpu().contiguous().data<float>()];
        int width = all.Length / other.Length;
        for (int i = 0; i < other.Length; i++)
            Take(answers[other[i]], answer => answer.Choose(all[(i * width)..((i + 1) * width)], Room(answer)));
    }

    private static Tensor Rows(Tensor scores, int[] rows, int all) => rows.Length == all ? scores : scores.index_select(0, tensor([.. rows.Select(r => (long)r)], device: scores.device));

    private int Room(Answer answer) => MaxTokens + VirtualTokens - answer.Length - 1;

    private static void Take(Answer answer, Action<Answer> choose)
    {
        try
        {
            choose(answer);
        }
        catch (GenerationException e)
        {
            answer.Fail(e);
        }
    }

    private void DropCancelled()
    {
        if (_read is { Cancel.IsCancellationRequested: true })
        {
            _read.Fail(new OperationCanceledException(_read.Cancel));
            _read = null;
        }
        foreach (var answer in _writing.Where(a => a.Cancel.IsCancellationRequested))
            answer.Fail(new OperationCanceledException(answer.Cancel));
        Sweep();
        while (_waiting.TryPeek(out var next) && next.Cancel.IsCancellationRequested)
            _waiting.Dequeue().Fail(new OperationCanceledException(next.Cancel));
    }

    /// <summary>The last answer takes the place of one that is done.</summary>
    private void Sweep()
    {
        for (int slot = _writing.Count - 1; slot >= 0; slot--)
        {
            if (!_writing[slot].IsDone)
                continue;
            int last = _writing.Count - 1;
            if (slot != last)
            {
                _cache.CopyFrom(_cache, last, slot, _writing[last].Length);
                _writing[slot] = _writing[last];
            }
            _writing.RemoveAt(last);
        }
    }

    private void Guard(IReadOnlyList<Answer> answers, Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (e is ExternalException or OutOfMemoryException)
        {
            string first = e.Message.Split('\n')[0];
            var reason = new GenerationException(first.Contains("memory", StringComparison.OrdinalIgnoreCase)
                ? $"The memory of the device is not enough for {answers.Count} answers of this length at once. libtorch says: {first}"
                : $"libtorch refused an operation: {first}", e);
            foreach (var answer in answers)
                answer.Fail(reason);
            if (ReferenceEquals(answers, _writing))
                _writing.Clear();
            else
                _read = null;
        }
    }
}
