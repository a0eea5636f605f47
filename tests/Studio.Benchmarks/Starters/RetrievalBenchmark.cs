using System.Globalization;
using Studio.Trainer.Evaluation.Baselines;
using Studio.Trainer.Models;
using Studio.Trainer.Runs;

namespace Studio.Benchmarks.Starters;

/// <summary>
/// How many of the rows that are nearest to a test row of banking77 have its intent: by an encoder's vectors and by TF-IDF, in both cases the cosine, among all
/// training rows. No label is used to find them. Options: <c>--data DIR [--encoder DIR,DIR]</c>.
/// </summary>
internal static class RetrievalBenchmark
{
    private const int Nearest = 10;

    public static async Task RunAsync(string[] args)
    {
        var options = BenchmarkOptions.Read(args);
        var (train, validation, test) = StarterSet.All(options["data"]).Single(set => set.Name == "banking77").Rows(1);
        TrainingRow[] known = [.. train, .. validation];
        string[] texts = [.. known.Select(row => row.Text)], questions = [.. test.Select(row => row.Text)];
        Console.WriteLine($"{test.Count} questions, {known.Length} rows, {known.Select(row => row.Label).Distinct().Count()} intents; share of rows with the question's intent");

        var vectorizer = TfidfVectorizer.Fit(texts);
        var (rows, asked) = (vectorizer.Transform(texts).Transposed, vectorizer.Transform(questions));
        Print("tfidf", known, test, question => Likeness(rows, asked, question));
        foreach (string folder in options.GetValueOrDefault("encoder", "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            await using var embedder = TextEmbedder.Load(folder);
            var (vectors, wanted) = (await VectorsAsync(embedder, texts), await VectorsAsync(embedder, questions));
            Print(folder, known, test, question => [.. vectors.Select(vector => Dot(vector, wanted[question]))]);
        }
    }

    private static Task<IReadOnlyList<float[]>> VectorsAsync(TextEmbedder embedder, IEnumerable<string> texts) =>
        embedder.EmbedAsync([.. texts.Select(text => embedder.Tokenizer.Encode(text, maxLength: embedder.MaxTokens).Ids.ToArray())], CancellationToken.None);

    private static double Dot(float[] a, float[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    private static double[] Likeness(SparseMatrix columns, SparseMatrix asked, int question)
    {
        double[] likeness = new double[columns.Columns];
        for (int at = asked.Starts[question]; at < asked.Starts[question + 1]; at++)
            for (int entry = columns.Starts[asked.Indices[at]]; entry < columns.Starts[asked.Indices[at] + 1]; entry++)
                likeness[columns.Indices[entry]] += asked.Values[at] * columns.Values[entry];
        return likeness;
    }

    private static void Print(string name, TrainingRow[] known, IReadOnlyList<TrainingRow> test, Func<int, double[]> likeness)
    {
        var right = Enumerable.Range(0, test.Count).AsParallel().Select(question =>
        {
            double[] scores = likeness(question);
            int[] nearest = [.. Enumerable.Range(0, known.Length).OrderByDescending(row => scores[row]).Take(Nearest)];
            return (First: known[nearest[0]].Label == test[question].Label ? 1.0 : 0, All: nearest.Average(row => known[row].Label == test[question].Label ? 1.0 : 0));
        }).ToList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-40} nearest {right.Average(r => r.First):0.0000}   ten nearest {right.Average(r => r.All):0.0000}"));
    }
}
