using System.Globalization;
using Studio.Trainer.Runs;

namespace Studio.Web.Tuning;

/// <summary>What is done to the rows and how often a recipe is trained, as a person would say it; and every way of tuning in plain words.</summary>
public static class MethodSentences
{
    /// <summary>Name, what it does, and when to choose it.</summary>
    public static IReadOnlyList<(string Name, string What, string When)> Methods { get; } =
    [
        ("Full fine-tuning", "Every weight of the model may move a little with every step.", "The usual choice with some thousand labeled rows. Needs the most memory and saves a whole model."),
        ("Gradual unfreezing", "The new head learns alone first; then layer after layer joins from the top, the embeddings last. Lower layers may learn at smaller rates.", "With few rows, or where a full tuning forgets what the model knew: what lies low in the model is general and changes last."),
        ("LoRA adapters", "The weights stay as they are. Beside each chosen layer a pair of thin matrices is learned, whose product is added to it.", "Where memory is short or many variants of one model are kept: a file of a few megabytes, merged into the model at the end. rsLoRA suits high ranks, DoRA learns direction and length apart."),
        ("Soft prompt", "Nothing in the model changes. A few vectors are learned that stand in front of every text like words nobody can say.", "The smallest file of all. Needs a high learning rate and patience, and usually stays behind LoRA on small models."),
        ("Head only", "Only the last layer is learned, on what the model already makes of a text.", "In seconds, as a first measure of what the base model knows. Seldom the best in the end."),
    ];

    /// <summary>Augmentation, folds and search, where the recipe has them.</summary>
    public static IEnumerable<(string Topic, string Sentence)> Repeats(Recipe recipe)
    {
        if (recipe.Augmentation is { } augmentation)
            yield return ("Augmentation", $"{augmentation.Copies} changed {(augmentation.Copies == 1 ? "copy" : "copies")} of every training row: {Changes(augmentation)}. Validation and test rows stay as they are.");
        if (recipe.Folds is { } folds)
            yield return ("Cross-validation", $"{folds} folds over the training and validation rows, then the model itself.");
        if (recipe.Search is { } search)
            yield return ("Search", $"{search.Trials} trials over {string.Join(", ", search.Space.Keys.Select(Field))}{(search.Algorithm == "tpe" ? ", where it went well" : ", at random")}"
                + $"{(search.Pruner == "asha" ? "; bad ones end early" : "")}. Then the model itself with the best values.");
    }

    /// <summary>How many trainings a recipe is.</summary>
    public static int Trainings(Recipe recipe) => 1 + (recipe.Folds ?? recipe.Search?.Trials ?? 0);

    private static string Field(string path) => path.Split('.')[^1].Replace('_', ' ');

    private static string Changes(AugmentationSettings a)
    {
        (double Rate, string Name)[] all =
        [
            (a.TypoRate, "typos"), (a.CasingRate, "casing"), (a.CharacterDeletionRate, "lost letters"), (a.WordDeletionRate, "lost words"),
            (a.Synonyms is { Count: > 0 } ? a.SynonymRate : 0, "synonyms"),
        ];
        var words = all.Where(c => c.Rate > 0).Select(c => $"{c.Name} {c.Rate.ToString("0.#%", CultureInfo.InvariantCulture)}");
        return string.Join(", ", words) is { Length: > 0 } text ? text : "nothing yet";
    }
}
