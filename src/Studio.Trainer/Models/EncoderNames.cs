namespace Studio.Trainer.Models;

/// <summary>What a family calls its weights. {0} stands for the number of the layer.</summary>
internal sealed record EncoderNames(
    string Embeddings, string EmbeddingsNorm, string Layer, string Query, string Key, string Value, string Output, string OutputNorm, string Up, string Down, string DownNorm)
{
    public static EncoderNames Bert(string prefix) => new(
        $"{prefix}.embeddings.", $"{prefix}.embeddings.LayerNorm", prefix + ".encoder.layer.{0}.",
        "attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense", "attention.output.LayerNorm",
        "intermediate.dense", "output.dense", "output.LayerNorm");

    public static EncoderNames DistilBert { get; } = new(
        "distilbert.embeddings.", "distilbert.embeddings.LayerNorm", "distilbert.transformer.layer.{0}.",
        "attention.q_lin", "attention.k_lin", "attention.v_lin", "attention.out_lin", "sa_layer_norm", "ffn.lin1", "ffn.lin2", "output_layer_norm");
}
