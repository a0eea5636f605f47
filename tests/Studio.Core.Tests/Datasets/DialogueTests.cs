using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets;
using Studio.Core.Datasets.Changes;
using Studio.Core.Datasets.Cleaning;
using Studio.Core.Datasets.Dialogues;
using Studio.Core.Datasets.Examples;
using Studio.Core.Datasets.Exporting;
using Studio.Core.Datasets.Importing;
using Studio.Core.Datasets.Snapshots;
using Studio.Core.Persistence;
using Studio.Core.Tests.Persistence;
using static Studio.Core.Tests.Datasets.DatasetsHost;
using static Studio.Core.Tests.Datasets.Imports;

namespace Studio.Core.Tests.Datasets;

/// <summary>Rows for language models in every form that they are published in.</summary>
public sealed class DialogueTests
{
    private static readonly Dictionary<string, string> Forms = new()
    {
        ["messages"] = """{"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hello 🙂"},{"role":"assistant","content":"Hi.","weight":0},{"role":"user","content":"Bye"},{"role":"assistant","content":"Bye!"}],"id":"a","source":"x"}""",
        ["sharegpt"] = """{"conversations":[{"from":"human","value":"Which tea?"},{"from":"gpt","value":"Green."}],"id":"b"}""",
        ["completion"] = """{"prompt":"2 + 2 =","completion":" 4"}""",
        ["instruction"] = """{"instruction":"Translate.","input":"Guten Tag","output":"Good day","split":"train"}""",
        ["preference"] = """{"prompt":"Write a line.","chosen":"A good line.","rejected":"no"}""",
        ["preference of messages"] = """{"prompt":[{"role":"user","content":"Hi"}],"chosen":[{"role":"assistant","content":"Hello!"}],"rejected":[{"role":"assistant","content":"What?"}]}""",
        ["whole conversations"] = """{"chosen":"\n\nHuman: Hi\n\nAssistant: Hello!","rejected":"\n\nHuman: Hi\n\nAssistant: Go away."}""",
    };

    public static TheoryData<string> Names => [.. Forms.Keys];

    [Theory, MemberData(nameof(Names))]
    public async Task Each_form_is_recognised_shown_frozen_and_written_again(string name)
    {
        await using var host = await (await StartAsync()).RunningAsync();
        var (dataset, line) = (await host.DatasetAsync(), Forms[name]);

        var import = await host.ImportAsync(dataset, Bytes(line + "\n"), "rows.jsonl");

        Assert.Equal((ImportState.Done, 1, 0), (import.State, (int)import.RowsStored, (int)import.RowsRejected));
        var example = Assert.Single(await host.ExamplesAsync(dataset));
        Assert.False(example.IsLabeled);
        var detail = await host.Get<OpenExample>().RunAsync(host.Viewer, dataset, example.Id, ExampleFilter.All, Cancel);
        Assert.True(detail.Dialogue!.HasAnswer);
        Assert.Equal(name.StartsWith("preference", StringComparison.Ordinal) || name == "whole conversations", detail.Dialogue.IsPair);
        var frozen = await host.Get<FreezeSnapshot>().RunAsync(host.Maintainer, dataset, new FreezeRequest("", false), Cancel);
        Assert.Equal(Fields(line), Fields(Encoding.UTF8.GetString(await ExportAsync(host, frozen.Hash, ExportFormat.JsonLines))));
        foreach (var (format, ending) in new[] { (ExportFormat.CsvForSpreadsheets, "csv"), (ExportFormat.Csv, "csv"), (ExportFormat.JsonLines, "jsonl"), (ExportFormat.Parquet, "parquet") })
        {
            var again = await host.DatasetAsync();
            await host.ImportAsync(again, await ExportAsync(host, frozen.Hash, format), $"again.{ending}");
            var back = Assert.Single(await host.ExamplesAsync(again));
            Assert.Equal((example.Text, Fields(example.Dialogue!), example.ExternalId, example.Split, example.Metadata), (back.Text, Fields(back.Dialogue!), back.ExternalId, back.Split, back.Metadata));
        }
    }

    [Theory]
    [OnBothEngines]
    public async Task A_snapshot_says_how_many_rows_answer_and_how_many_prefer(DatabaseEngine engine)
    {
        await using var host = await (await StartAsync(engine)).RunningAsync();
        var dataset = await host.DatasetAsync();
        await host.ImportAsync(dataset, Bytes(Forms["completion"]), "one.jsonl");
        await host.ImportAsync(dataset, Bytes(Forms["preference"]), "two.jsonl");
        await host.ImportAsync(dataset, Bytes("{\"messages\":[{\"role\":\"user\",\"content\":\"Only asked\"}]}"), "three.jsonl");
        await host.ImportAsync(dataset, Bytes("text\nplain words here\n"), "four.csv");

        var frozen = await host.Get<FreezeSnapshot>().RunAsync(host.Maintainer, dataset, new FreezeRequest("", false), Cancel);

        await using var db = await host.ReadAsync();
        var snapshot = await db.Snapshots.SingleAsync(s => s.Hash == frozen.Hash, Cancel);
        Assert.Equal((2, 1), (snapshot.AnswerCount, snapshot.PairCount));
        var rows = host.Get<ISnapshotStore>().Open(frozen.Hash, DatasetSplit.None, "causal-lm").Read().ToList();
        Assert.Equal(("2 + 2 =", " 4"), (rows[0].Prompt, rows[0].Completion));
        Assert.Equal(("Write a line.", "A good line.", null), (rows[1].Prompt, rows[1].Completion, rows[1].Chosen));
        Assert.Equal("plain words here", rows[3].Text);
        Assert.Equal("no", host.Get<ISnapshotStore>().Open(frozen.Hash, DatasetSplit.None, "preference").Read().ElementAt(1).Rejected);
    }

    [Theory]
    [InlineData("""{"prompt":"2 + 2 =","completion":""}""", "The completion is empty.")]
    [InlineData("""{"prompt":"2 + 2 ="}""", "The prompt has no completion.")]
    [InlineData("""{"messages":[{"role":"user"}]}""", "message 1")]
    [InlineData("""{"messages":"no list"}""", "not a list")]
    [InlineData("""{"prompt":"a","chosen":"same","rejected":"same"}""", "Both answers are the same")]
    [InlineData("""{"prompt":"a","chosen":"","rejected":"same"}""", "The chosen answer is empty.")]
    public async Task A_row_that_nothing_can_be_learned_from_is_rejected_with_the_reason(string bad, string reason)
    {
        await using var host = await (await StartAsync()).RunningAsync();
        var dataset = await host.DatasetAsync();
        var good = bad.Contains("messages", StringComparison.Ordinal) ? Forms["messages"] : bad.Contains("chosen", StringComparison.Ordinal) ? Forms["preference"] : Forms["completion"];

        var import = await host.ImportAsync(dataset, Bytes($"{good}\n{bad}\n"), "rows.jsonl");

        Assert.Equal((1, 1), ((int)import.RowsStored, (int)import.RowsRejected));
        await using var db = await host.ReadAsync();
        var reject = await db.ImportRejects.SingleAsync(r => r.ImportId == import.Id, Cancel);
        Assert.Equal(2, reject.RowNumber);
        Assert.Contains(reason, reject.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_text_of_a_dialogue_is_found_by_search_and_changed_by_nobody()
    {
        await using var host = await (await StartAsync()).RunningAsync();
        var dataset = await host.DatasetAsync();
        await host.ImportAsync(dataset, Bytes("""{"messages":[{"role":"user","content":"Where  is the harbour?"},{"role":"assistant","content":"Behind the church."}]}"""), "rows.jsonl");
        var example = Assert.Single(await host.ExamplesAsync(dataset));

        Assert.Equal("User: Where  is the harbour?\n\nAssistant: Behind the church.", example.Text);
        Assert.Single(await host.Get<ListExamples>().RunAsync(host.Viewer, dataset, new ExampleFilter("church"), 0, 0, 10, Cancel));
        await Assert.ThrowsAsync<InvalidInputException>(() => host.Get<EditExample>().RunAsync(host.Maintainer, dataset, new ExampleChange(example.Id, "other"), Cancel));
        await Assert.ThrowsAsync<ConflictException>(() => host.Get<CleanDataset>().ApplyAsync(host.Maintainer, dataset, Enum.GetValues<CleaningStep>().ToHashSet(), Cancel));
        await host.Get<EditExample>().RunAsync(host.Maintainer, dataset, new ExampleChange(example.Id, Label: new LabelValue("way")), Cancel);
        var after = Assert.Single(await host.ExamplesAsync(dataset));
        Assert.Equal(("way", example.Dialogue), (after.Label, after.Dialogue));
    }

    [Fact]
    public async Task A_question_with_one_of_few_answers_stays_a_text_with_its_label()
    {
        await using var host = await (await StartAsync()).RunningAsync();
        var dataset = await host.DatasetAsync();
        await host.ImportAsync(dataset, Bytes("question,answer\n" + string.Concat(Enumerable.Range(0, 8).Select(i => $"Is it {i}?,{(i % 2 == 0 ? "yes" : "no")}\n"))));

        Assert.All(await host.ExamplesAsync(dataset), e => Assert.Null(e.Dialogue));
        Assert.Equal(["yes", "no"], (await host.ExamplesAsync(dataset)).Take(2).Select(e => e.Label));
    }

    [Theory]
    [InlineData("sft/gsm8k/test.jsonl.gz", 1_319, 0, false)]
    // Four of its preferred answers are empty.
    [InlineData("preference/hh_rlhf_harmless_base_test.jsonl.gz", 2_308, 4, true)]
    public async Task Published_rows_come_in_whole(string name, int rows, int empty, bool pairs)
    {
        var path = RealDataTests.PathOf(name);
        Assert.SkipWhen(path is null, "The shared data is not on this machine.");
        await using var host = await (await StartAsync()).RunningAsync();
        var dataset = await host.DatasetAsync();

        var import = await host.ImportAsync(dataset, await File.ReadAllBytesAsync(path, Cancel), Path.GetFileName(name));

        Assert.Equal((rows, empty), ((int)import.RowsStored, (int)import.RowsRejected));
        var dialogues = (await host.ExamplesAsync(dataset)).Select(e => Dialogue.Parse(e.Dialogue!)).ToList();
        Assert.All(dialogues, d => Assert.Equal((pairs, true), (d.IsPair, d.HasAnswer)));
        if (pairs)
            Assert.True(dialogues.Count(d => d.Turns is [.., { Role: "user" }]) >= rows - 5);
    }

    // However the same characters are escaped.
    private static string Fields(string json)
    {
        using var parsed = JsonDocument.Parse(json.Trim());
        return string.Join('\n', parsed.RootElement.EnumerateObject().OrderBy(f => f.Name, StringComparer.Ordinal).Select(f => $"{f.Name}: {JsonSerializer.Serialize(f.Value)}"));
    }

    private static async Task<byte[]> ExportAsync(DatasetsHost host, string hash, ExportFormat format)
    {
        using var file = new MemoryStream();
        await (await host.Get<ExportExamples>().PrepareAsync(host.Viewer, hash, null, format, Cancel))(file);
        return file.ToArray();
    }
}
