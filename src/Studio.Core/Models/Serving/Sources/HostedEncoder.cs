using Studio.Core.Datasets.Vectors;
using Studio.Core.Models.Serving.Hosting;
using Studio.Trainer.Models;

namespace Studio.Core.Models.Serving.Sources;

/// <summary>An encoder of this server's model memory, for as long as it is borrowed.</summary>
internal sealed class HostedEncoder(Borrowed<TextEmbedder> borrowed) : IOpenEncoder
{
    // Whoever types a search gets their turn between two of these.
    private const int AtOnce = 64;

    public int Dimensions => borrowed.Model.Dimensions;

    public async Task<IReadOnlyList<float[]>> EncodeAsync(IReadOnlyList<string> texts, CancellationToken cancel)
    {
        var model = borrowed.Model;
        var vectors = new List<float[]>(texts.Count);
        foreach (var part in texts.Chunk(AtOnce))
        {
            int[][] ids = [.. part.Select(text => model.Tokenizer.Encode(text, maxLength: model.MaxTokens).Ids)];
            // A tokenizer without special tokens makes nothing of an empty text.
            int[][] some = [.. ids.Where(one => one.Length > 0)];
            var found = some.Length == 0 ? [] : await model.EmbedAsync(some, cancel);
            var next = 0;
            vectors.AddRange(ids.Select(one => one.Length == 0 ? new float[Dimensions] : found[next++]));
        }

        return vectors;
    }

    public void Dispose() => borrowed.Dispose();
}
