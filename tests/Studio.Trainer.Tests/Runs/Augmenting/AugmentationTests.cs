using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Augmenting;

namespace Studio.Trainer.Tests.Runs.Augmenting;

[Collection(EngineCollection.Name)]
public sealed class AugmentationTests
{
    private static readonly AugmentationSettings None = new() { TypoRate = 0, SynonymRate = 0 };
    private static readonly AugmentationSettings Everything = new() { Copies = 2, TypoRate = 0.2, CasingRate = 0.1, CharacterDeletionRate = 0.1, WordDeletionRate = 0.1, SynonymRate = 0.5, Synonyms = new Dictionary<string, IReadOnlyList<string>> { ["good"] = ["fine", "nice"] } };

    [Fact]
    public void A_typo_is_a_neighbouring_key_and_nothing_else_changes()
    {
        string copy = First("wonderful", None with { TypoRate = 1 });

        int at = Enumerable.Range(0, copy.Length).Single(i => copy[i] != "wonderful"[i]);
        Assert.Contains(copy[at], Keyboard.Of("qwerty").Around("wonderful"[at]));
        Assert.Equal("wonderful".Length, copy.Length);
        Assert.Equal("adewxy", string.Concat(Keyboard.Of("qwertz").Around('S').Order()));
    }

    [Fact]
    public void Synonyms_come_from_the_list_and_keep_the_case()
    {
        var settings = None with { SynonymRate = 1, Synonyms = new Dictionary<string, IReadOnlyList<string>> { ["Cheap"] = ["inexpensive"], ["bus"] = ["coach"] } };

        Assert.Equal("A COACH, Inexpensive and quick!", First("A BUS, Cheap and quick!", settings));
    }

    [Fact]
    public void Left_out_words_leave_a_text_and_words_of_a_span_stay()
    {
        Assert.Equal("on", First("go on", None with { WordDeletionRate = 0.9 }));
        var row = new TrainingRow { Id = "a", Tokens = ["the", "big", "Red", "Cross", "came"], Tags = ["O", "O", "B-org", "I-org", "O"] };

        var copies = Enumerable.Range(0, 50).SelectMany(n => new RowAugmenter(None with { WordDeletionRate = 0.5 }, n).Copies(row, n)).ToList();

        Assert.All(copies, copy => Assert.Equal(["B-org", "I-org"], copy.Tags!.Where(t => t != "O")));
        Assert.All(copies, copy => Assert.Equal(copy.Tokens!.Count, copy.Tags!.Count));
        Assert.Contains(copies, copy => copy.Tokens!.Count < 5);
    }

    [Fact]
    public void Deleted_letters_and_casing_change_that_alone()
    {
        Assert.Equal(8, First("wonderful", None with { CharacterDeletionRate = 1 }).Length);
        Assert.Equal("naïve café", First("Naïve Café", None with { CasingRate = 1 }).ToLowerInvariant());
        Assert.All(Enumerable.Range(0, 40), seed => Assert.True(
            new RowAugmenter(Everything, seed).Copies(new() { Id = "a", Text = "a 😀 smile, 漢字 and good Ünïcode" }, seed).All(c => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(c.Text)) == c.Text)));
    }

    [Fact]
    public void Copies_name_their_parent_stay_in_its_group_and_are_the_same_for_a_seed()
    {
        var rows = SmallRun.Rows(30, 1).Select(r => r with { Group = r.Label }).ToList();
        var recipe = SmallRun.Recipe with { Augmentation = Everything };

        var made = AugmentedRows.Of(new RowList(rows), recipe).Read().ToList();

        Assert.Equal(90, made.Count);
        Assert.Equal(AugmentedRows.Of(new RowList(rows), recipe).Count, made.Count);
        Assert.Equal(made, AugmentedRows.Of(new RowList(rows), recipe).Read());
        Assert.NotEqual(made, AugmentedRows.Of(new RowList(rows), recipe with { Seed = 5 }).Read());
        Assert.All(made.Where(r => r.ParentId is not null), copy =>
        {
            var parent = rows.Single(r => r.Id == copy.ParentId);
            Assert.Equal((parent.Label, parent.Group), (copy.Label, copy.Group));
            Assert.NotEqual(parent.Text, copy.Text);
        });
        Assert.Equal(rows, made.Where(r => r.ParentId is null));
    }

    [Fact]
    public async Task Rows_that_are_measured_on_are_never_touched()
    {
        using var run = new SmallRun();
        var validation = new Watched(SmallRun.Rows(60, 2));
        var job = run.Job(SmallRun.Recipe with { Augmentation = Everything with { TypoRate = 1 }, Epochs = 1 }) with { Validation = validation };

        await run.TrainAsync(job);

        Assert.Equal((720, 60), (run.Events.OfType<RunPrepared>().Single().TrainRows, run.Events.OfType<RunPrepared>().Single().ValidationRows));
        var texts = SmallRun.Rows(60, 2).ToDictionary(r => r.Id, r => r.Text, StringComparer.Ordinal);
        Assert.NotEmpty(run.Events.OfType<EvaluationCompleted>().Single().Samples);
        Assert.All(run.Events.OfType<EvaluationCompleted>().Single().Samples, sample => Assert.Equal(texts[sample.RowId], sample.Text));
        Assert.Contains(run.Events.OfType<RunNotice>(), n => n.Text.StartsWith("480 of 720 training rows are changed copies", StringComparison.Ordinal));

        // Training the copies by hand against the same validation rows gives the same weights: nothing else was changed on the way.
        var byHand = await run.TrainAsync(run.Job(job.Recipe with { Augmentation = null }, train: [.. AugmentedRows.Of(job.Train, job.Recipe).Read()], name: "by-hand") with { Validation = validation });
        Assert.Equal(byHand.BestMetrics, (await run.TrainAsync(job)).BestMetrics);
    }

    [Theory]
    [InlineData("""{"augmentation": {"typo_rate": 2}}""", "augmentation.typo_rate")]
    [InlineData("""{"augmentation": {"copies": 0}}""", "augmentation.copies")]
    [InlineData("""{"augmentation": {"keyboard": "dvorak"}}""", "augmentation.keyboard")]
    [InlineData("""{"augmentation": {"synonyms": {"good": []}}}""", "augmentation.synonyms.good")]
    public void A_mistake_is_told_with_its_path(string json, string field) =>
        Assert.Equal(field, Assert.Single(RecipeValidation.Check(RecipeJson.Parse(json)), p => p.Field.StartsWith("augmentation", StringComparison.Ordinal)).Field);

    private static string First(string text, AugmentationSettings settings) => new RowAugmenter(settings, 1).Copies(new() { Id = "a", Text = text }, 0).First().Text;

    private sealed class Watched(IReadOnlyList<TrainingRow> rows) : IRowSource
    {
        public int Count => rows.Count;

        public IEnumerable<TrainingRow> Read() => rows;
    }
}
