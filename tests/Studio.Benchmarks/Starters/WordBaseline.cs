using System.Text;
using Studio.Trainer.Evaluation;
using Studio.Trainer.Evaluation.Baselines;
using Studio.Trainer.Runs;

namespace Studio.Benchmarks.Starters;

/// <summary>
/// TF-IDF with logistic regression as a tagger: each word is a text of its own, which holds the word, the ones beside it, its last letters and how it is written. Tags are chosen one by one.
/// </summary>
internal static class WordBaseline
{
    public static async Task<double> SpanF1Async(IReadOnlyList<TrainingRow> train, IReadOnlyList<TrainingRow> validation, IReadOnlyList<TrainingRow> test)
    {
        var baseline = TfidfLogisticBaseline.Train(new RowList([.. train.SelectMany(Words)]), new RowList([.. validation.SelectMany(Words)]));
        var answers = new Queue<string>((await baseline.PredictAsync([.. test.SelectMany(Words).Select(word => word.Text)], CancellationToken.None)).Select(answer => answer.Label));
        return SpanScorecard.Of([.. test.Select(row => row.Tags!)], [.. test.Select(row => (IReadOnlyList<string>)[.. row.Tokens!.Select(_ => answers.Dequeue())])]).Micro.F1;
    }

    private static IEnumerable<TrainingRow> Words(TrainingRow row) => row.Tokens!.Select((word, i) => new TrainingRow
    {
        Id = $"{row.Id}/{i}",
        Text = $"is{Plain(word)} ends{Plain(word.Length > 3 ? word[^3..] : word)} form{Form(word)} before{Plain(i > 0 ? row.Tokens![i - 1] : "")} after{Plain(i + 1 < row.Tokens!.Count ? row.Tokens[i + 1] : "")}",
        Label = row.Tags![i],
    });

    private static string Plain(string word) => string.Concat(word.Where(char.IsLetterOrDigit));

    /// <summary>Capitals, small letters and digits, each kind once in a row: <c>Mc7</c> is <c>uld</c>.</summary>
    private static string Form(string word)
    {
        var form = new StringBuilder();
        foreach (char kind in word.Select(c => char.IsUpper(c) ? 'u' : char.IsLetter(c) ? 'l' : char.IsDigit(c) ? 'd' : 's'))
            if (form.Length == 0 || form[^1] != kind)
                form.Append(kind);
        return form.ToString();
    }
}
