using System.Threading.Channels;
using Studio.Trainer.Generation.Schemas;
using Studio.Trainer.Text;

namespace Studio.Trainer.Generation;

/// <summary>One answer while it is written. Lives on the engine's thread but for the channel, which anybody may read at any pace.</summary>
internal sealed class Answer
{
    private readonly ITokenizer _tokenizer;
    private readonly IReadOnlySet<int> _endIds;
    private readonly IncrementalText _text;
    private readonly SchemaState? _schema;
    private readonly Channel<GeneratedPiece> _pieces = Channel.CreateUnbounded<GeneratedPiece>(new() { SingleWriter = true });
    private readonly List<int> _generated = [];

    public Answer(GenerationRequest request, ITokenizer tokenizer, IReadOnlySet<int> endIds, SchemaState? schema, CancellationToken cancel)
    {
        (Request, _tokenizer, _endIds, _schema, Cancel) = (request, tokenizer, endIds, schema, cancel);
        _text = new(tokenizer, request.Stop);
        Sampler = new(request.Sampling, request.Seed ?? Random.Shared.Next());
    }

    public GenerationRequest Request { get; }

    public CancellationToken Cancel { get; }

    public ChannelReader<GeneratedPiece> Pieces => _pieces.Reader;

    public Sampler Sampler { get; }

    /// <summary>Tokens that the model remembers for this answer, virtual ones included.</summary>
    public int Length { get; set; }

    /// <summary>Tokens of the prompt that came from the cache.</summary>
    public int Cached { get; set; }

    /// <summary>The token that the model reads next.</summary>
    public int Last => _generated[^1];

    public bool IsDone { get; private set; }

    /// <summary>True where the likeliest token is all that is asked for, so that the scores need not leave the device.</summary>
    public bool NeedsScores => !Request.Sampling.IsGreedy || Request.Sampling.ChangesScores || Request.TopLogprobs is not null || _schema is not null;

    /// <summary>Chooses the next token from the model's scores.</summary>
    /// <exception cref="GenerationException">The scores are no numbers, or the schema leaves no token.</exception>
    public void Choose(float[] scores, int room)
    {
        TokenLogprob[] logprobs = [];
        double logSum = Request.TopLogprobs is null ? 0 : LogitProcessors.LogSum(scores);
        float[]? original = Request.TopLogprobs is null ? null : [.. scores];
        if (!float.IsFinite(LogitProcessors.Max(scores)))
            throw new GenerationException(NotNumbers);
        _schema?.RuleOut(scores);
        int id = Sampler.Choose(scores, Request.PromptIds, _generated);
        if (original is not null)
            logprobs = [Describe(original, id, logSum)];
        Take(id, room, logprobs);
    }

    public const string NotNumbers = "The model's scores are not numbers any more, so that no token can be chosen. Its weights are damaged, or the precision is too low for it.";

    /// <summary>Takes the next token in and tells the reader what it makes certain.</summary>
    /// <param name="id">The token.</param>
    /// <param name="room">Tokens that the model can still read after it.</param>
    /// <param name="logprobs">One, or none.</param>
    public void Take(int id, int room, IReadOnlyList<TokenLogprob> logprobs)
    {
        _generated.Add(id);
        bool ended = _endIds.Contains(id) && !Request.IgnoreEos;
        _schema?.Accept(id);
        string text = ended ? "" : _text.Add(id);
        FinishReason? finish = ended || _text.Stopped || _schema is { IsComplete: true } ? FinishReason.Stop
            : _generated.Count >= Request.MaxNewTokens || room <= 0 ? FinishReason.Length : null;
        if (finish is not null)
            text += _text.Finish();
        IsDone = finish is not null;
        _pieces.Writer.TryWrite(new(text, [id], logprobs, finish));
        if (IsDone)
            _pieces.Writer.TryComplete();
    }

    public void Fail(Exception reason)
    {
        IsDone = true;
        _pieces.Writer.TryComplete(reason);
    }

    private TokenLogprob Describe(float[] scores, int id, double logSum)
    {
        TokenLogprob One(int token, IReadOnlyList<TokenLogprob> top) => new(token, _tokenizer.TokenOf(token) ?? "", _tokenizer.BytesOf(token), scores[token] - logSum, top);
        int[] best = LogitProcessors.Best(scores, Request.TopLogprobs!.Value);
        return One(id, [.. best.Select(token => One(token, []))]);
    }
}
