using System.Collections.Concurrent;
using Studio.Trainer.Formats;
using Studio.Trainer.Methods;
using Studio.Trainer.Native;
using Studio.Trainer.Text;
using static TorchSharp.torch;

namespace Studio.Trainer.Models;

/// <summary>
/// Turns texts into vectors: the mean of an encoder's last vectors over a text's tokens (Reimers and Gurevych, 2019), scaled to length 1. Any
/// encoder will do, a tuned classifier too; its head is left out. One thread owns the model; any number of callers may ask.
/// </summary>
public sealed class TextEmbedder : IDisposable, IAsyncDisposable
{
    private const int BatchSize = 32;
    private readonly TransformerModel _model;
    private readonly int _threads;
    private readonly BlockingCollection<Action> _asked = [];
    private readonly TaskCompletionSource _freed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TextEmbedder(TransformerModel model, ITokenizer tokenizer, int threads)
    {
        (_model, Tokenizer, _threads) = (model, tokenizer, threads);
        new Thread(Serve) { IsBackground = true, Name = "embedder" }.Start();
    }

    public ITokenizer Tokenizer { get; }

    /// <summary>Numbers of a vector.</summary>
    public int Dimensions => _model.HiddenSize;

    /// <summary>Tokens of a text at most, special tokens included.</summary>
    public int MaxTokens => _model.MaxTokens;

    public int VocabularySize => _model.VocabularySize;

    /// <summary>Opens an encoder, whatever head its folder has.</summary>
    /// <exception cref="ModelFormatException">The folder holds no encoder, or its weights do not fit its config.json.</exception>
    /// <exception cref="TokenizerException">The folder's tokenizer cannot be used.</exception>
    public static TextEmbedder Load(string folder, string precision = "fp32", int? threads = null)
    {
        Libtorch.Load();
        if (ModelPurposes.Of(folder) != ModelPurpose.Embeds)
            throw new ModelFormatException($"'{folder}' holds no encoder that turns texts into vectors (model_type in config.json).");
        using var weights = WeightFiles.Open(folder);
        var type = precision == "bf16" ? ScalarType.BFloat16 : ScalarType.Float32;
        MemoryFit.Require(weights, null, type);
        var model = TransformerModel.Build(ModelConfig.Load(folder), new(TaskKind.SingleLabel, 2), null, type);
        try
        {
            WeightLoader.Load(model.Parameters, weights).Require(name => !Runs.BaseModel.IsHead(name));
            if (weights.Find(SoftPromptAdapter.TensorName) is not null)
                throw new ModelFormatException($"'{folder}' was tuned by a soft prompt, which stands in front of every text; its vectors are not those of an encoder.");
            return new(model, TokenizerFolder.Load(folder), threads ?? Environment.ProcessorCount);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>A vector for each text, given as tokens with the special ones around them.</summary>
    public Task<IReadOnlyList<float[]>> EmbedAsync(IReadOnlyList<int[]> texts, CancellationToken cancel)
    {
        var completion = new TaskCompletionSource<IReadOnlyList<float[]>>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked.Add(() =>
        {
            try
            {
                completion.SetResult(Embed(texts, cancel));
            }
            catch (OperationCanceledException)
            {
                completion.SetCanceled(cancel);
            }
            catch (Exception e)
            {
                completion.SetException(e);
            }
        }, CancellationToken.None);
        return completion.Task;
    }

    /// <summary>Answers what is already asked, then frees the model.</summary>
    public void Dispose() => _asked.CompleteAdding();

    /// <summary>As <see cref="Dispose"/>, and waits until the memory is free.</summary>
    public async ValueTask DisposeAsync()
    {
        Dispose();
        await _freed.Task;
    }

    private void Serve()
    {
        set_num_threads(_threads);
        using var noGrad = no_grad();
        foreach (var work in _asked.GetConsumingEnumerable())
            work();
        _model.Dispose();
        _freed.TrySetResult();
    }

    private float[][] Embed(IReadOnlyList<int[]> texts, CancellationToken cancel)
    {
        var vectors = new float[texts.Count][];
        foreach (int[] batch in Enumerable.Range(0, texts.Count).OrderByDescending(i => texts[i].Length).Chunk(BatchSize))
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var tokens = TokenBatch.From([.. batch.Select(i => (ReadOnlyMemory<int>)texts[i])], null, _model.PadId);
            var hidden = _model.Vectors(tokens, new ForwardPass()).to_type(ScalarType.Float32);
            float[] values = [.. MeanPooling.Of(hidden, tokens).contiguous().data<float>()];
            int width = values.Length / batch.Length;
            for (int row = 0; row < batch.Length; row++)
                vectors[batch[row]] = Scaled(values.AsSpan(row * width, width));
        }
        return vectors;
    }

    private static float[] Scaled(ReadOnlySpan<float> vector)
    {
        double sum = 0;
        foreach (float value in vector)
            sum += (double)value * value;
        double length = Math.Sqrt(sum);
        var scaled = new float[vector.Length];
        for (int i = 0; i < scaled.Length; i++)
            scaled[i] = length > 0 ? (float)(vector[i] / length) : 0;
        return scaled;
    }
}
