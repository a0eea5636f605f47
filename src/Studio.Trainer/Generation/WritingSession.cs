using System.Diagnostics;
using Studio.Trainer.Devices;
using Studio.Trainer.Models;
using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Estimates;
using Studio.Trainer.Runs.Speed;
using Studio.Trainer.Text;
using static TorchSharp.torch;

namespace Studio.Trainer.Generation;

/// <summary>What is written while it is measured.</summary>
/// <param name="Preset">A decoder's shape; its weights are random.</param>
/// <param name="Device"><c>cpu</c>, <c>cuda</c> or <c>auto</c>.</param>
/// <param name="Precision"><c>fp32</c> or <c>bf16</c>.</param>
/// <param name="Streams">Answers at once.</param>
/// <param name="PromptTokens">Of each prompt; no two prompts are alike.</param>
/// <param name="NewTokens">Of each answer.</param>
public sealed record WritingSettings(SpeedPreset Preset, string Device, string Precision, int Streams, int PromptTokens, int NewTokens);

/// <summary>What it took.</summary>
/// <param name="PrefillSeconds">Until every prompt was read; answers that began before others were being written meanwhile.</param>
/// <param name="PrefillTokens">Of all prompts.</param>
/// <param name="DecodeSeconds">From then to the end.</param>
/// <param name="DecodeTokens">Written in that time.</param>
/// <param name="StepBytes">Bytes that a step has to read at least: the weights, and what is remembered of the texts in the middle of the answer.</param>
public sealed record WritingBlock(double PrefillSeconds, long PrefillTokens, double DecodeSeconds, long DecodeTokens, double StepBytes);

/// <summary>A language model that stands ready to write, so that it can be measured in turns with another program.</summary>
public sealed class WritingSession : IDisposable
{
    private readonly WritingSettings _settings;
    private readonly DeviceThread _thread;
    private TransformerModel? _model;
    private WritingLoop? _loop;
    private int _asked;

    private WritingSession(WritingSettings settings) => (_settings, _thread) = (settings, DeviceThread.For(settings.Device));

    /// <summary>Memory that it holds: of the device, or of this process where that is the processor.</summary>
    public long MemoryBytes { get; private set; }

    /// <summary>Builds the model and writes once.</summary>
    public static async Task<WritingSession> StartAsync(WritingSettings settings, CancellationToken cancel)
    {
        var session = new WritingSession(settings);
        long held = GpuMemory.Used();
        await session._thread.Do(device =>
        {
            using var noGrad = no_grad();
            var config = settings.Preset.Config(0, settings.PromptTokens + settings.NewTokens);
            TaskConfig.Set(config, TaskKind.CausalLm, []);
            session._model = TransformerModel.Build(config, ModelTask.FromConfig(config), device, settings.Precision == "bf16" ? ScalarType.BFloat16 : ScalarType.Float32);
            WeightInitializer.Initialize(session._model, [.. session._model.Parameters.All.Select(p => p.Name)], 1);
            session._loop = new(session._model, new() { MaxBatch = settings.Streams, PrefixCacheTokens = 0, PrefillTokens = Math.Max(512, settings.PromptTokens) });
            return true;
        }, cancel);
        await session.MeasureAsync(cancel);
        session.MemoryBytes = GpuMemory.Read() is null ? ProcessMemory.Peak() : GpuMemory.Used() - held;
        return session;
    }

    /// <summary>Writes one answer for each stream.</summary>
    public Task<WritingBlock> MeasureAsync(CancellationToken cancel) => _thread.Do(_ =>
    {
        using var noGrad = no_grad();
        var answers = Enumerable.Range(0, _settings.Streams).Select(_ => Ask(cancel)).ToList();
        long started = Stopwatch.GetTimestamp();
        while (answers.Any(a => a.Length == 0))
            _loop!.Step();
        double prefill = Stopwatch.GetElapsedTime(started).TotalSeconds;
        long before = answers.Sum(Written);
        started = Stopwatch.GetTimestamp();
        while (!_loop!.IsIdle)
            _loop.Step();
        double decode = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return new WritingBlock(prefill, (long)_settings.Streams * _settings.PromptTokens, decode, answers.Sum(Written), StepBytes()) is var block && before > 0 ? block : throw new GenerationException("Nothing was written.");
    }, cancel);

    public void Dispose() => _thread.Do(_ =>
    {
        _loop?.Dispose();
        _model?.Dispose();
        return true;
    }, CancellationToken.None).GetAwaiter().GetResult();

    private Answer Ask(CancellationToken cancel)
    {
        ulong state = Randomness.For(1, "writing", _asked++);
        var prompt = Enumerable.Range(0, _settings.PromptTokens).Select(_ => 10 + (int)((state = Randomness.Mix(state)) % 20_000)).ToList();
        var answer = new Answer(
            new() { PromptIds = prompt, MaxNewTokens = _settings.NewTokens, Sampling = SamplingSettings.Greedy, IgnoreEos = true }, new NoTokenizer("none"), new HashSet<int>(), null, cancel);
        _loop!.Enqueue(answer);
        return answer;
    }

    private static long Written(Answer answer)
    {
        long written = 0;
        while (answer.Pieces.TryRead(out var piece))
            written += piece.Ids.Count;
        return answer.Pieces.Completion.IsFaulted ? throw answer.Pieces.Completion.Exception!.GetBaseException() : written;
    }

    private double StepBytes()
    {
        var shape = _model!.Decoder!.Shape;
        double width = _settings.Precision == "bf16" ? 2 : 4;
        double remembered = (double)_settings.Streams * (_settings.PromptTokens + (_settings.NewTokens / 2.0)) * shape.Layers * 2 * shape.KeyValueHeads * shape.HeadSize;
        // A table that is only read from, one row a token, costs nothing; a tied one is the head as well.
        double weights = _model.Parameters.All.Sum(p => (double)p.Tensor.NumberOfElements) - (shape.Tied ? 0 : (double)shape.Vocabulary * shape.Hidden);
        return width * (weights + remembered);
    }
}
