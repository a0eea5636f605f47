using Microsoft.Extensions.Logging.Abstractions;
using Studio.Core.Models;
using Studio.Core.Models.Serving.Hosting;
using Studio.Trainer.Generation;
using Studio.Trainer.Models;

namespace Studio.Core.Tests.Models.Serving;

/// <summary>Real models in memory: loaded once, bounded, let go, and only as they were approved.</summary>
public sealed class ModelHostTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("studio-host-").FullName;
    private readonly HandTime _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task One_model_serves_all_who_ask_at_the_same_time()
    {
        await using var host = Host();
        var files = Story("a");
        var borrowed = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => host.BorrowAsync<TextGenerator>(files, Cancel)));
        Assert.Single(borrowed.Select(b => b.Model).Distinct());
        Assert.Equal(1, host.Count);
        Array.ForEach(borrowed, b => b.Dispose());
    }

    [Fact]
    public async Task What_does_not_fit_is_refused_with_the_numbers_before_anything_is_read()
    {
        await using var host = Host(bytes: 1 << 20);
        var refusal = await Assert.ThrowsAsync<ModelTooLargeException>(() => host.BorrowAsync<TextGenerator>(Story("a"), Cancel));
        Assert.Contains(" MB, and this server", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("keeps 1.0 MB", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, host.Count);
    }

    [Fact]
    public async Task The_least_recently_used_goes_and_what_is_in_use_stays()
    {
        ModelFiles[] files = [Story("a"), Story("b"), Story("c")];
        var bytes = new ModelLoader(Options(null), NullLogger<ModelLoader>.Instance).BytesOf(files[0]);
        await using var host = Host((2 * bytes) + 1);
        using var first = await host.BorrowAsync<TextGenerator>(files[0], Cancel);
        (await host.BorrowAsync<TextGenerator>(files[1], Cancel)).Dispose();
        using var third = await host.BorrowAsync<TextGenerator>(files[2], Cancel);
        Assert.Equal(2, host.Count);
        Assert.NotEmpty(await WriteAsync(first.Model));
        await Assert.ThrowsAsync<UnavailableException>(() => host.BorrowAsync<TextGenerator>(files[1], Cancel));
        third.Dispose();
        using var second = await host.BorrowAsync<TextGenerator>(files[1], Cancel);
        Assert.NotEmpty(await WriteAsync(second.Model));
    }

    [Fact]
    public async Task A_model_that_nobody_asks_for_a_while_is_let_go()
    {
        await using var host = Host();
        var borrowed = await host.BorrowAsync<TextGenerator>(Story("a"), Cancel);
        _time.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(1, host.Count);
        borrowed.Dispose();
        _time.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(0, host.Count);
    }

    [Fact]
    public async Task Changed_files_are_read_anew_and_refused_where_others_were_approved()
    {
        await using var host = Host();
        var plain = Story("a");
        var manifest = new ModelManifest
        {
            Files = [.. Directory.EnumerateFiles(plain.Folder).Order(StringComparer.Ordinal).Select(path => new ModelFile(
                Path.GetFileName(path), Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))), new FileInfo(path).Length))],
            Recipe = new System.Text.Json.Nodes.JsonObject(), SnapshotSha256 = "", ScorecardId = "", ScorecardSha256 = "", RunId = "",
        }.ToText();
        var files = plain with { Manifest = manifest, Digest = ModelManifest.DigestOf(manifest) };
        (await host.BorrowAsync<TextGenerator>(files, Cancel)).Dispose();
        var tokenizer = Path.Combine(files.Folder, "tokenizer.json");
        await File.WriteAllTextAsync(tokenizer, await File.ReadAllTextAsync(tokenizer, Cancel) + " ", Cancel);
        var refusal = await Assert.ThrowsAsync<ConflictException>(() => host.BorrowAsync<TextGenerator>(files, Cancel));
        Assert.Contains("tokenizer.json has other content", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_adapter_of_another_model_is_refused_and_the_model_goes_on_without_it()
    {
        await using var host = Host();
        var adapter = Directory.CreateDirectory(Path.Combine(_folder, "adapter")).FullName;
        await File.WriteAllTextAsync(Path.Combine(adapter, "adapter_config.json"), """{"peft_type":"LORA","task_type":"CAUSAL_LM","r":4,"lora_alpha":8,"target_modules":["c_attn"],"bias":"none"}""", Cancel);
        File.Copy(Path.Combine(StoryFolder.Find(), "model.safetensors"), Path.Combine(adapter, "adapter_model.safetensors"));
        var story = Story("a");
        await Assert.ThrowsAsync<StudioException>(() => host.BorrowAsync<TextGenerator>(story with { AdapterFolder = adapter }, Cancel));
        using var borrowed = await host.BorrowAsync<TextGenerator>(story, Cancel);
        Assert.NotEmpty(await WriteAsync(borrowed.Model));
    }

    [Fact]
    public async Task A_writer_gives_no_vectors()
    {
        await using var host = Host();
        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() => host.BorrowAsync<TextEmbedder>(Story("a"), Cancel));
        Assert.Contains("gives no vectors", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_the_bits_write_too()
    {
        await using var host = Host(precision: "bf16");
        using var borrowed = await host.BorrowAsync<TextGenerator>(Story("a"), Cancel);
        Assert.NotEmpty(await WriteAsync(borrowed.Model));
    }

    private static async Task<string> WriteAsync(TextGenerator generator) =>
        (await generator.GenerateAsync(new GenerationRequest { PromptIds = [1], MaxNewTokens = 20, Sampling = SamplingSettings.Greedy }, Cancel)).Text;

    private static HostingOptions Options(long? bytes, string? precision = null) => new() { Bytes = bytes, Precision = precision, Device = "cpu", Threads = 1, Batch = 4 };

    private ModelFiles Story(string name) => new(name, StoryFolder.Copy(Path.Combine(_folder, name)));

    private ModelHost Host(long? bytes = null, string? precision = null)
    {
        var options = Options(bytes, precision);
        return new ModelHost(new ModelLoader(options, NullLogger<ModelLoader>.Instance), options, _time, NullLogger<ModelHost>.Instance);
    }
}
