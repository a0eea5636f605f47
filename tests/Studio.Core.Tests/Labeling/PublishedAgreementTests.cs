using System.Globalization;
using System.IO.Compression;
using Studio.Trainer.Evaluation.Agreement;

namespace Studio.Core.Tests.Labeling;

/// <summary>Alpha of real annotators, as it was published with the data.</summary>
public sealed class PublishedAgreementTests
{
    [Theory]
    [InlineData("train", 0.4288, 0.7286, 0.6513, 7192, 2494)]
    [InlineData("valid", 0.4599, 0.7420, 0.6353, 2383, 829)]
    public void Alpha_of_convabuse_is_as_published(string part, double nominal, double interval, double binary, int judgements, int items)
    {
        var root = Environment.GetEnvironmentVariable("STUDIO_DATA") ?? Path.Combine("..", "shared", "data");
        var file = Path.Combine(root, "multi_annotator", "convabuse", $"{part}.csv.gz");
        Assert.SkipUnless(File.Exists(file), "The shared data set convabuse is not on this machine.");
        var units = Read(file);

        Assert.Equal((judgements, items), (units.Where(u => u.Count > 1).Sum(u => u.Count), units.Count(u => u.Count > 1)));
        Assert.Equal(nominal, Of(units, AlphaLevel.Nominal), 4);
        Assert.Equal(interval, Of(units, AlphaLevel.Interval), 4);
        Assert.Equal(binary, Of(units.ConvertAll(u => u.ConvertAll(v => (double?)(v < 0 ? 1 : 0))), AlphaLevel.Nominal), 4);
        Assert.Equal(nominal, DistanceAgreement.Alpha(units.Select(u => (IReadOnlyList<double>)[.. u.Select(v => v!.Value)]), (a, b) => a == b ? 0 : 1)!.Value, 4);
    }

    private static double Of(List<List<double?>> units, AlphaLevel level) => Math.Round(KrippendorffAlpha.Of(units.Select(u => (IReadOnlyList<double?>)u), level)!.Value, 4);

    // Each annotator has one column for each severity, with a 1 in that of their judgement.
    private static List<List<double?>> Read(string path)
    {
        using var text = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        var rows = Rows(text.ReadToEnd());
        var columns = rows[0].Select((name, at) => (name, at)).Where(c => c.name.Contains("_is_abuse.", StringComparison.Ordinal))
            .Select(c => (c.at, Severity: double.Parse(c.name[(c.name.IndexOf('.', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture))).ToList();
        return [.. rows.Skip(1).Select(row => columns.Where(c => row[c.at] is "1" or "1.0").Select(c => (double?)c.Severity).ToList())];
    }

    private static List<List<string>> Rows(string csv)
    {
        var (rows, row, cell, quoted) = (new List<List<string>>(), new List<string>(), new System.Text.StringBuilder(), false);
        foreach (var c in csv.ReplaceLineEndings("\n"))
        {
            if (c == '"')
                quoted = !quoted;
            else if (quoted || c is not (',' or '\n'))
                cell.Append(c);
            else
            {
                row.Add(cell.ToString());
                cell.Clear();
                if (c == '\n')
                {
                    rows.Add(row);
                    row = [];
                }
            }
        }

        return rows;
    }
}
