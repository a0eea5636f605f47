using Studio.Trainer.Formats;
using Studio.Trainer.Generation;
using Studio.Trainer.Models;
using Studio.Trainer.Runs;
using Studio.Trainer.Starters;
using Studio.Trainer.Starters.Corpus;

namespace Studio.Trainer.Tests.Starters;

public sealed class ShippedModelsTests
{
    private const long MostBytes = 24_000_000;
    private static readonly string[] Names = [StarterModels.Encoder, StarterModels.Language];

    /// <summary>The models that come with this build; there may be none.</summary>
    private static IReadOnlyList<string> Folders => [.. Names.Select(StarterModels.Find).OfType<string>()];

    [Fact]
    public void They_are_small_in_half_the_bits_and_bring_a_card_and_what_reproduces_them()
    {
        Assert.InRange(Folders.SelectMany(Directory.EnumerateFiles).Sum(static file => new FileInfo(file).Length), 0, MostBytes);
        Assert.All(Folders, static folder =>
        {
            Assert.Equal("bfloat16", ModelConfig.Load(folder).Text("dtype"));
            using var model = TransformerModel.Load(folder);
            Assert.InRange(model.Parameters.All.Sum(static p => p.Tensor.NumberOfElements), 4_000_000, 8_000_000);
            string card = File.ReadAllText(Path.Combine(folder, "README.md"));
            Assert.Contains("## What it is not good for", card, StringComparison.Ordinal);
            Assert.Contains($"studio train --recipe src/Studio.Trainer/Starters/{Path.GetFileName(folder)}/recipe.json", card, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_build_without_models_names_no_folder() =>
        Assert.Equal(Folders.Count > 0, StarterModels.Folder is not null);

    [Fact]
    public void Their_recipes_can_run_and_name_their_texts()
    {
        Assert.All(Names, static name =>
        {
            var recipe = RecipeJson.Parse(File.ReadAllText(Path.Combine(Source, name, "recipe.json")));
            Assert.Empty(RecipeValidation.Check(recipe));
            Assert.Equal("scratch", recipe.BaseModel);
            Assert.NotEmpty(CorpusPlan.Load(Path.Combine(Source, name, "corpus.json")).Books);
        });
        Assert.Empty(RecipeValidation.Check(RecipeJson.Parse(File.ReadAllText(Path.Combine(Source, StarterModels.Language, "conversation", "recipe.json")))));
        Assert.Empty(CorpusPlan.Load(Path.Combine(Source, StarterModels.Language, "conversation", "corpus.json")).Books);
    }

    [Fact]
    public void The_language_model_reads_conversations_as_it_was_taught()
    {
        string template = File.ReadAllText(Path.Combine(Source, StarterModels.Language, "chat_template.jinja"));
        string text = ChatFormat.Parse(template, new Dictionary<string, string> { ["eos_token"] = "<|endoftext|>" })
            .Render([new("user", "Count the words."), new("assistant", "three"), new("user", "Again.")], addGenerationPrompt: true);
        Assert.Equal("User: Count the words.\nAssistant: three<|endoftext|>User: Again.\nAssistant:", text);
        Assert.Equal("User: Count the words.\nAssistant: three", ChatTemplate.Write("Count the words.", "three"));
    }

    /// <summary>Where recipes stand in the repository.</summary>
    private static string Source
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "Studio.sln")))
                folder = folder.Parent!;
            return Path.Combine(folder.FullName, "src", "Studio.Trainer", "Starters");
        }
    }
}
