using System.Globalization;
using System.Text;
using System.Text.Json;
using Studio.Core.Evaluation;
using Studio.Trainer.Runs;

namespace Studio.Core.Models.Cards;

/// <summary>The card as <c>README.md</c> with Hugging Face's front matter, to go with the model's files.</summary>
public static class CardMarkdown
{
    public static string Write(ModelCard card)
    {
        var text = new StringBuilder();
        FrontMatter(text, card);
        var (facts, score) = (card.Version.Facts, card.Version.Scorecard);
        text.Append(CultureInfo.InvariantCulture, $"\n# {facts.Title}\n\n");
        Human(text, "Intended use", card.Current?.Parts.IntendedUse);
        Human(text, "Limits", card.Current?.Parts.Limits);
        Human(text, "Responsible use", card.Current?.Parts.ResponsibleUse);
        text.Append("## Data\n\n");
        text.Append(CultureInfo.InvariantCulture, $"- Dataset {Cell(facts.Split.Dataset)}, snapshot {facts.Split.SnapshotNumber}, SHA-256 `{facts.Split.SnapshotHash}`, frozen by {Cell(facts.SnapshotMadeBy)}\n");
        text.Append(CultureInfo.InvariantCulture, $"- {facts.TrainRows:N0} rows to learn from, {facts.ValidationRows:N0} to choose by, {facts.TestRows:N0} to judge by\n");
        if (facts.Labels.Count > 0)
            text.Append(CultureInfo.InvariantCulture, $"- {facts.Labels.Count} labels: {string.Join(", ", facts.Labels.Take(50).Select(Cell))}{(facts.Labels.Count > 50 ? ", …" : "")}\n");
        text.Append('\n');
        if (card.Version.Figures.Language is { } language)
        {
            text.Append(CultureInfo.InvariantCulture, $"## Figures\n\nOn {score.Rows:N0} {facts.Split.Split.ToString().ToLowerInvariant()} rows.\n\n| Figure | Value |\n| --- | --- |\n");
            foreach (var (name, value) in language.OrderBy(f => LanguageFigures.Place(f.Key)))
                text.Append(CultureInfo.InvariantCulture, $"| {LanguageFigures.Word(name)} | {LanguageFigures.Figure(name, value)} |\n");
        }
        else
            Contenders(text, card);
        Labels(text, card);
        text.Append("\n## Procedure\n\n");
        text.Append(CultureInfo.InvariantCulture, $"Run {facts.RunNumber} “{Cell(facts.RunName)}”, launched by {Cell(facts.LaunchedBy)}, {facts.TrainSeconds:0} s of training{(facts.Device is null ? "" : $" on {facts.Device}")}.\n\n");
        text.Append("```json\n").Append(RecipeJson.Write(card.Recipe)).Append("\n```\n");
        foreach (var change in card.Changes)
            text.Append(CultureInfo.InvariantCulture, $"\n- {change.At:yyyy-MM-dd HH:mm} UTC, after step {change.Step}: {Cell(change.By)} {change.What}");
        text.Append(CultureInfo.InvariantCulture, $"\n\n## Identity\n\nDigest `sha256:{facts.Digest}`: the SHA-256 of `{ModelManifest.FileName}`, which names every file, the recipe, the snapshot and the scorecard.\n");
        return text.ToString();
    }

    private static void Contenders(StringBuilder text, ModelCard card)
    {
        text.Append("## Figures\n\n| Contender | Accuracy | 95 % interval | Macro F1 | Rows |\n| --- | --- | --- | --- | --- |\n");
        foreach (var one in card.Version.Baselines.Prepend(card.Version.Scorecard))
            text.Append(CultureInfo.InvariantCulture, $"| {Cell(one.Name)} | {one.Accuracy:0.0000} | {one.AccuracyInterval.Low:0.0000} to {one.AccuracyInterval.High:0.0000} | {one.MacroF1:0.0000} | {one.Rows:N0} |\n");
        if (card.Version.Figures.Metrics.Probabilities is { } probabilities)
            text.Append(CultureInfo.InvariantCulture, $"\nExpected calibration error {probabilities.ExpectedCalibrationError:0.0000}.\n");
    }

    private static void FrontMatter(StringBuilder text, ModelCard card)
    {
        var (facts, recipe) = (card.Version.Facts, card.Recipe);
        var task = recipe.Task switch
        {
            "token-classification" => "token-classification",
            "masked-lm" => "fill-mask",
            "causal-lm" or "preference" => "text-generation",
            _ => "text-classification",
        };
        text.Append("---\nlibrary_name: transformers\n");
        text.Append(CultureInfo.InvariantCulture, $"pipeline_tag: {task}\n");
        if (card.BaseLicence is { } licence)
            text.Append(CultureInfo.InvariantCulture, $"license: {Quoted(licence)}\n");
        if (recipe.BaseModel != "scratch")
            text.Append(CultureInfo.InvariantCulture, $"base_model: {Quoted(Path.GetFileName(recipe.BaseModel.TrimEnd('/', '\\')))}\nbase_model_relation: finetune\n");
        text.Append(CultureInfo.InvariantCulture, $"tags:\n- {Quoted(recipe.Method)}\nmetrics:\n{string.Concat(Figures(card).Select(f => $"- {f.Type}\n"))}model-index:\n- name: {Quoted(facts.Model)}\n  results:\n");
        text.Append(CultureInfo.InvariantCulture, $"  - task:\n      type: {task}\n    dataset:\n      type: {Quoted(facts.Split.Dataset)}\n      name: {Quoted($"{facts.Split.Dataset} snapshot {facts.Split.SnapshotNumber}")}\n");
        text.Append(CultureInfo.InvariantCulture, $"      split: {facts.Split.Split.ToString().ToLowerInvariant()}\n      revision: {facts.Split.SnapshotHash}\n    metrics:\n");
        foreach (var (type, name, value) in Figures(card))
            text.Append(CultureInfo.InvariantCulture, $"    - type: {type}\n      name: {name}\n      value: {value:0.######}\n");
        text.Append("---\n");
    }

    private static IEnumerable<(string Type, string Name, double Value)> Figures(ModelCard card) => card.Version.Figures.Language is { } language
        ? language.OrderBy(f => LanguageFigures.Place(f.Key)).Select(f => (f.Key.ToLowerInvariant(), Quoted(LanguageFigures.Word(f.Key)), f.Value))
        : [("accuracy", "Accuracy", card.Version.Scorecard.Accuracy), ("f1", "Macro F1", card.Version.Scorecard.MacroF1)];

    private static void Human(StringBuilder text, string title, string? part) =>
        text.Append(CultureInfo.InvariantCulture, $"## {title}\n\n{(string.IsNullOrWhiteSpace(part) ? "Not written yet." : part)}\n\n");

    private static void Labels(StringBuilder text, ModelCard card)
    {
        if (card.Version.Figures.Metrics.PerLabel.Count == 0)
            return;
        text.Append("\n| Label | Precision | Recall | F1 | Rows |\n| --- | --- | --- | --- | --- |\n");
        foreach (var label in card.Version.Figures.Metrics.PerLabel)
            text.Append(CultureInfo.InvariantCulture, $"| {Cell(label.Label)} | {label.Precision:0.000} | {label.Recall:0.000} | {label.F1:0.000} | {label.Support:N0} |\n");
    }

    private static string Cell(string value) => value.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");

    // A JSON string is a YAML string too.
    private static string Quoted(string value) => JsonSerializer.Serialize(value);
}
