using System.IO.Compression;
using Studio.Trainer.Evaluation.Baselines;
using Studio.Trainer.Runs;
using Studio.Trainer.Tests.Text;

namespace Studio.Trainer.Tests.Evaluation;

/// <summary>
/// The linear baseline on public sets beside scikit-learn 1.2.1 (TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True) and
/// LogisticRegression(max_iter=1000)) on the same rows, C chosen on the same validation rows from the same values. Of the rows of a set
/// without a split, every tenth is a test row and the one after it a validation row.
/// </summary>
[Trait("Category", "Golden")]
public sealed class BaselineGoldenTests
{
    private const double HalfAPoint = 0.005;

    [Theory]
    [InlineData("sentiment/sentence_polarity_v1.tsv.gz", 0.7741)]
    [InlineData("sentiment/subjectivity_v1.tsv.gz", 0.9270)]
    public async Task Tab_separated_sets_are_within_half_a_point(string file, double expected)
    {
        var rows = Lines(SharedFolders.DataPath(file)).Skip(1).Select(static line => line.Split('\t', 2))
            .Select(static (cells, i) => new TrainingRow { Id = $"{i}", Label = cells[0], Text = cells[1] }).ToList();
        var accuracy = await Accuracy(Every(rows, static i => i > 1), Every(rows, static i => i == 1), Every(rows, static i => i == 0));
        Assert.InRange(accuracy, expected - HalfAPoint, expected + HalfAPoint);
    }

    [Fact]
    public async Task Seventy_seven_intents_are_within_half_a_point()
    {
        const double Expected = 0.8880;
        var train = Csv(SharedFolders.DataPath("intent/banking77/train.csv"));
        var accuracy = await Accuracy(Every(train, static i => i != 1), Every(train, static i => i == 1), Csv(SharedFolders.DataPath("intent/banking77/test.csv")));
        Assert.InRange(accuracy, Expected - HalfAPoint, Expected + HalfAPoint);
    }

    private static async Task<double> Accuracy(List<TrainingRow> train, List<TrainingRow> validation, List<TrainingRow> test)
    {
        var baseline = TfidfLogisticBaseline.Train(new RowList(train), new RowList(validation), TestContext.Current.CancellationToken);
        var answers = await baseline.PredictAsync([.. test.Select(static row => row.Text)], TestContext.Current.CancellationToken);
        var right = answers.Zip(test).Count(static pair => pair.First.Label == pair.Second.Label);
        TestContext.Current.TestOutputHelper!.WriteLine($"C = {baseline.C}, {right} of {test.Count} right, {baseline.Features} features");
        return (double)right / test.Count;
    }

    private static List<TrainingRow> Every(List<TrainingRow> rows, Func<int, bool> which) => [.. rows.Where((_, i) => which(i % 10))];

    private static List<TrainingRow> Csv(string path)
    {
        var rows = new List<TrainingRow>();
        foreach (var line in Records(File.ReadAllText(path)).Skip(1))
            rows.Add(new TrainingRow { Id = $"{rows.Count}", Text = line[0], Label = line[1] });
        return rows;
    }

    private static IEnumerable<List<string>> Records(string text)
    {
        var (fields, field, quoted) = (new List<string>(), new System.Text.StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '"' && quoted && i + 1 < text.Length && text[i + 1] == '"') field.Append(text[i++]);
            else if (c == '"') quoted = !quoted;
            else if (quoted || (c != ',' && c != '\n' && c != '\r')) field.Append(c);
            else if (c != '\r')
            {
                fields.Add(field.ToString());
                field.Clear();
                if (c == ',') continue;
                yield return fields;
                fields = [];
            }
        }
    }

    private static IEnumerable<string> Lines(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line) yield return line;
    }
}
