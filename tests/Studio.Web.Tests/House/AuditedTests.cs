namespace Studio.Web.Tests.House;

/// <summary>
/// Whatever writes to the database also writes the audit trail, in the same file and so in the same write. A new writer either calls <c>db.Audit</c> (or its room's
/// short form of it) or is listed here with the reason why nobody needs to know.
/// </summary>
public sealed class AuditedTests
{
    private static readonly Dictionary<string, string> Unaudited = new()
    {
        ["Datasets/Duplicates/DuplicateJob.cs"] = "a search whose result can be computed again",
        ["Datasets/Importing/ForgottenUploads.cs"] = "clears what was never imported",
        ["Datasets/Importing/ImportRunner.cs"] = "who works on an import; its start and end are audited",
        ["Datasets/Importing/ReceiveUpload.cs"] = "bytes on their way; the import is audited",
        ["Datasets/Importing/ResumableUploads.cs"] = "bytes on their way; the import is audited",
        ["Datasets/Vectors/EmbeddingJob.cs"] = "vectors that can be computed again; asking for them is audited",
        ["Datasets/Vectors/EmbeddingRunner.cs"] = "who computes vectors; asking for them is audited",
        ["Evaluation/MakeScorecard.cs"] = "the outcome of an audited run",
        ["Evaluation/ScoreLanguageRun.cs"] = "the outcome of an audited run",
        ["ExampleProject/ExampleDataset.cs"] = "the example, part of the audited set-up",
        ["ExampleProject/ExampleLabeling.cs"] = "the example, part of the audited set-up",
        ["Labeling/Queue/LabelQueueGrain.cs"] = "every answer is kept as an event of its own",
        ["Labeling/Suggestions/PromptSuggester.cs"] = "what a prompt said; choosing it is audited",
        ["Models/Serving/Limits/TeamMeters.cs"] = "counts requests and tokens of keys",
        ["Prompts/KeepDraft.cs"] = "a person's unpublished draft",
        ["Prompts/KeepSample.cs"] = "what a person tried on their own page",
        ["Prompts/Labels/NoteUse.cs"] = "counts uses",
        ["Prompts/Playground/KeepPlayground.cs"] = "a person's own page",
        ["Prompts/Runs/PromptRunAttempts.cs"] = "how far a run is; its launch and end are audited or in its rows",
        ["Prompts/Runs/PromptRunQueue.cs"] = "leases; a run's launch and end are audited or in its rows",
        ["Prompts/Runs/PromptRunRecorder.cs"] = "a run's own rows",
        ["Prompts/TickChecklist.cs"] = "a person's own notes on a draft",
        ["Teams/Notifications/MarkNotifications.cs"] = "what a person has read",
        ["Teams/Notifications/Watcher.cs"] = "what a person wants to be told",
        ["Tuning/Bases/BaseModelRecorder.cs"] = "how far the fetching is; adding and admitting are audited",
        ["Tuning/Bases/BaseModelUploads.cs"] = "how far an archive is; adding it is audited",
        ["Tuning/Bases/ShippedModels.cs"] = "what comes with Studio and nobody added; withdrawing and admitting it are audited",
        ["Tuning/LaunchDrafts.cs"] = "a person's unfinished form",
        ["Tuning/RunQueue.cs"] = "leases; a run's launch and end are audited or in its log",
        ["Tuning/RunRecorder.cs"] = "a run's own log",
        ["Tuning/Steering/RunsWithRoom.cs"] = "leases; a run's launch and end are audited or in its log",
    };

    private static readonly string[] Trail = [".Audit(", ".AuditTeam(", ".Record(", "TuningAudit."];

    [Fact]
    public void Every_writer_leaves_a_trail() => SourceTree.ExpectNone(Writers().Where(file => !LeavesTrail(file) && !Unaudited.ContainsKey(Short(file)))
        .Select(file => $"{file} writes without an audit event: call db.Audit inside the write, or add it to the list in AuditedTests with the reason."));

    [Fact]
    public void Every_exception_is_one() => SourceTree.ExpectNone(Unaudited.Keys.Where(name =>
    {
        var file = "src/Studio.Core/" + name;
        return File.Exists(Path.Combine(SourceTree.Root, file)) && LeavesTrail(file);
    }).Select(name => $"{name} leaves a trail by now and needs no exception."));

    [Fact]
    public void One_place_makes_entries() => SourceTree.ExpectNone(SourceTree.Files(".cs")
        .Where(file => file.StartsWith("src/", StringComparison.Ordinal) && Text(file).Contains("new Audit" + "Event", StringComparison.Ordinal))
        .Select(file => $"{file} makes an audit event by itself; call db.Audit or db.AuditTeam."));

    private static IEnumerable<string> Writers() => SourceTree.Files(".cs")
        .Where(file => file.StartsWith("src/Studio.Core/", StringComparison.Ordinal) && Text(file).Contains("ate.WriteAsync(", StringComparison.Ordinal));

    private static bool LeavesTrail(string file) => Trail.Any(call => Text(file).Contains(call, StringComparison.Ordinal));

    private static string Short(string file) => file["src/Studio.Core/".Length..];

    private static string Text(string file) => string.Join('\n', SourceTree.Lines(file));
}
