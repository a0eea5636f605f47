using Studio.Trainer.Models;
using Studio.Trainer.Models.Decoders;
using Studio.Trainer.Runs.Language;
using Studio.Trainer.Tests.Golden;
using static TorchSharp.torch;

namespace Studio.Trainer.Tests.Runs;

public sealed class PackingTests
{
    [Theory]
    [InlineData("gpt2")]
    [InlineData("llama_tied")]
    [InlineData("mistral")]
    [InlineData("gemma2")]
    [InlineData("gemma3")]
    [Trait("Category", "Golden")]
    public void Packed_rows_have_the_loss_and_the_gradients_of_the_same_rows_alone(string name)
    {
        using var scope = NewDisposeScope();
        GoldenFolder.SkipIfAbsent(GoldenFolder.Root is null ? GoldenFolder.Absent : name);
        using var golden = new GoldenModel(name);
        var documents = Documents(golden.Model.VocabularySize);

        var (alone, aloneNorms) = Loss(golden.Model, documents);
        var (packed, packedNorms) = Loss(golden.Model, RowPacker.Pack(documents, 32));

        GoldenModel.Close(alone, packed, 1e-5, "loss");
        Assert.All(aloneNorms.Zip(packedNorms), p => GoldenModel.Close(p.First, p.Second, 2e-4, "gradient"));
    }

    [Fact]
    public void Every_document_is_packed_once_and_little_room_is_left()
    {
        var documents = Documents(1000).Concat(Documents(999)).ToList();

        var packed = RowPacker.Pack(documents, 32);

        Assert.Equal(documents.Sum(d => d.Count), packed.Sum(p => p.Count));
        Assert.Equal(documents.SelectMany(d => d.Ids).Order(), packed.SelectMany(p => p.Ids).Order());
        Assert.True(packed.Sum(p => p.Ids.Length) > 0.85 * 32 * packed.Count);
        Assert.All(packed, p => Assert.All(p.Documents ?? [0], start => Assert.False(p.Learned[start])));
    }

    [Fact]
    [Trait("Category", "Golden")]
    public void The_loss_in_parts_is_the_loss_of_all_scores_at_once()
    {
        using var scope = NewDisposeScope();
        GoldenFolder.SkipIfAbsent(GoldenFolder.Root is null ? GoldenFolder.Absent : "qwen3");
        using var golden = new GoldenModel("qwen3");
        var documents = Documents(golden.Model.VocabularySize);

        var (parts, partNorms) = Loss(golden.Model, documents);
        var batch = LanguageBatch.Of(documents, 0, CPU);
        var whole = TaskLoss.Sum(TaskKind.CausalLm, golden.Model.Forward(batch.Batch, new ForwardPass()), batch.Labels, smoothing: 0.05);
        whole.backward();

        GoldenModel.Close(whole.item<float>(), parts, 1e-6, "loss");
        Assert.All(Norms(golden.Model).Zip(partNorms), p => GoldenModel.Close(p.First, p.Second, 1e-4, "gradient"));
    }

    private static (double Loss, List<double> Norms) Loss(TransformerModel model, IReadOnlyList<LanguageRow> rows)
    {
        var batch = LanguageBatch.Of(rows, 0, CPU);
        var pass = new ForwardPass();
        double loss = VocabularyLoss.Backward(model.CausalHead!, model.Hidden(batch.Batch, pass), batch.Labels, null, 1.0, 0.05, pass).item<float>();
        return (loss, Norms(model));
    }

    private static List<double> Norms(TransformerModel model)
    {
        var norms = new List<double>();
        foreach (var (_, tensor) in model.Parameters.All)
        {
            norms.Add(tensor.grad!.norm().item<float>());
            tensor.grad = null;
        }
        return norms;
    }

    private static List<LanguageRow> Documents(int vocabulary)
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, 14).Select(i =>
        {
            int length = random.Next(3, 20), prompt = random.Next(1, length);
            return new LanguageRow([.. Enumerable.Range(0, length).Select(_ => random.Next(4, vocabulary))], [.. Enumerable.Range(0, length).Select(at => at >= prompt)]);
        })];
    }
}
