using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;
using Studio.Trainer.Runs;
using Studio.Trainer.Starters.Corpus;
using Studio.Trainer.Starters.Corpus.Pairs;

namespace Studio.Trainer.Tests.Starters;

public sealed partial class CorpusTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("studio-corpus-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_plan_always_gives_the_same_rows_and_no_question_is_in_both_parts()
    {
        var plan = new CorpusPlan { Stories = 50, Texts = 50, Opinions = 50, Pairs = 400, Seed = 3 };
        new CorpusWriter(plan, null).Write(Path.Combine(_folder, "a"));
        new CorpusWriter(plan, null).Write(Path.Combine(_folder, "b"));
        new CorpusWriter(plan with { Seed = 4 }, null).Write(Path.Combine(_folder, "c"));
        string[] Lines(string part) => File.ReadAllLines(Path.Combine(_folder, part));
        Assert.Equal(Lines("a/train.jsonl"), Lines("b/train.jsonl"));
        Assert.NotEqual(Lines("a/train.jsonl"), Lines("c/train.jsonl"));
        Assert.Equal(550, Lines("a/train.jsonl").Length);
        Assert.Empty(Lines("a/validation.jsonl").Where(static line => line.Contains("messages", StringComparison.Ordinal)).Intersect(Lines("a/train.jsonl")));
        Assert.All(JsonLinesRows.Open(Path.Combine(_folder, "a/train.jsonl")).Read(), static row => Assert.True(row.Messages is { Count: 2 } || row.Text.Length > 0));
    }

    [Fact]
    public void Every_kind_has_thousands_of_different_questions_and_no_slot_is_left_open()
    {
        var pairs = new PairWriter().Write(new Random(1)).Take(40_000).ToList();
        Assert.All(pairs, static pair => Assert.DoesNotMatch(Leftover(), pair.Question + pair.Answer));
        var kinds = pairs.GroupBy(static pair => pair.Kind).ToDictionary(static kind => kind.Key, static kind => kind.Count());
        string[] expected = ["arithmetic", "count", "extract", "intent", "passage", "rewrite", "sentiment", "sort", "story", "topic", "yes-no"];
        Assert.Equal(expected, kinds.Keys.Order());
        Assert.All(kinds.Where(static kind => kind.Key != "count"), static kind => Assert.True(kind.Value > 1500, $"{kind.Key}: {kind.Value}"));
        Assert.All(pairs.Where(static pair => pair.Kind == "extract" && pair.Text!.Contains('.')), static pair => Assert.Contains(pair.Answer, pair.Text!, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Stories_keep_their_people_and_are_written_as_English_is()
    {
        var writer = new StoryWriter();
        string[] stories = [.. Enumerable.Range(0, 500).Select(seed => writer.Write(new Random(seed)))];
        Assert.Equal(500, stories.Distinct().Count());
        Assert.All(stories, static story =>
        {
            Assert.DoesNotMatch(Leftover(), story);
            Assert.True(char.IsUpper(story[0]));
        });
    }

    [Fact]
    public void Opinions_differ_and_keep_to_one_mind()
    {
        var writer = new OpinionWriter();
        string[] texts = [.. Enumerable.Range(0, 3000).Select(seed => writer.Write(new Random(seed)))];
        Assert.True(texts.Distinct().Count() > 2900);
        Assert.All(texts, static text => Assert.DoesNotMatch(Leftover(), text));
        Assert.DoesNotContain(texts, static text => text.Contains("masterpiece", StringComparison.Ordinal) && text.Contains("waste of money", StringComparison.Ordinal));
        Assert.Contains(texts, static text => text.Contains("card", StringComparison.Ordinal) && text.Contains('?'));
    }

    [Fact]
    public void Neighbouring_sentences_are_paired_and_none_is_in_two_pairs()
    {
        string[] paragraphs = ["It rained all day long. Nobody went out to play. \"Oh!\" said Anna to the cat. They sat down by the window.", "A lonely sentence stands here."];
        Assert.Equal([("It rained all day long.", "Nobody went out to play."), ("said Anna to the cat.", "They sat down by the window.")], BookText.Neighbours(paragraphs));

        var plan = new CorpusPlan { Stories = 100, Neighbours = 150, Seed = 3 };
        var (train, _) = new CorpusWriter(plan, null).Write(Path.Combine(_folder, "pairs"));
        Assert.Equal(150, train);
        Assert.All(JsonLinesRows.Open(Path.Combine(_folder, "pairs/train.jsonl")).Read(), static row => Assert.True(row.Text.Length > 0 && row.TextPair!.Length > 0));
    }

    [Theory]
    [InlineData("a apple and an pear, a hour ago.", "An apple and an pear, an hour ago.")]
    [InlineData("it was a  one  day .", "It was a one day.")]
    [InlineData("\"where is it?\" asked Mia. \"here!\" said Tom.", "\"Where is it?\" asked Mia. \"Here!\" said Tom.")]
    public void Spelling_is_tidied(string text, string expected) => Assert.Equal(expected, Spelling.Tidy(text));

    [Fact]
    public void Books_are_read_without_their_headings_and_marks()
    {
        string[] lines =
        [
            "# CHAPTER I", "", "“Well,” said he—and he _smiled_—“it is half- done.” [Footnote: So it was.] It was æsthetic; quite.", "* * * * *", "THE END", "Project Gutenberg is named here.",
        ];
        string[] paragraphs = [.. BookText.Paragraphs(lines)];
        Assert.Equal(["\"Well,\" said he - and he smiled - \"it is half-done.\" It was aesthetic; quite."], paragraphs);
        Assert.Equal(["\"Well,\" said he - and he smiled -", "\"it is half-done.\" It was aesthetic; quite."], BookText.Rows(paragraphs, 8));
    }

    [Fact]
    public void Held_out_books_are_validated_on_and_not_learned()
    {
        foreach (var name in new[] { "first", "second" })
        {
            using var file = new GZipStream(File.Create(Path.Combine(_folder, name + ".txt.gz")), CompressionLevel.Fastest);
            file.Write(System.Text.Encoding.UTF8.GetBytes($"# Heading\nThis is the {name} book.\n"));
        }
        new CorpusWriter(new CorpusPlan { Books = ["*.txt.gz"], HeldOut = ["second"] }, _folder).Write(Path.Combine(_folder, "rows"));
        Assert.Equal("{\"text\":\"This is the first book.\"}", File.ReadAllText(Path.Combine(_folder, "rows/train.jsonl")).Trim());
        Assert.Equal("{\"text\":\"This is the second book.\"}", File.ReadAllText(Path.Combine(_folder, "rows/validation.jsonl")).Trim());
        var error = Assert.Throws<TrainingException>(() => new CorpusWriter(new CorpusPlan { Books = ["*.none"] }, _folder).Write(_folder));
        Assert.Contains("*.none", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_field_that_the_plan_does_not_know_is_told()
    {
        string path = Path.Combine(_folder, "corpus.json");
        File.WriteAllText(path, JsonSerializer.Serialize(new { storeys = 3 }));
        Assert.Contains("storeys", Assert.Throws<TrainingException>(() => CorpusPlan.Load(path)).Message, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"[{}|=]|\ba [aei]|  ")]
    private static partial Regex Leftover();
}
