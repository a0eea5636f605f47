using Studio.Trainer.Formats;
using Studio.Trainer.Methods;
using Studio.Trainer.Models;
using Studio.Trainer.Native;
using Studio.Trainer.Text;

namespace Studio.Trainer.Runs;

/// <summary>Writes a tuned model as a Hugging Face folder.</summary>
internal static class ModelWriter
{
    /// <summary>Writes the folder under another name and renames it when it is whole. LoRA is merged into it, a soft prompt stands in it as a tensor of its own.</summary>
    /// <param name="folder">Replaced where it exists.</param>
    /// <param name="adapterFolder">Receives the adapter in PEFT's format, where the model has one.</param>
    /// <param name="model">Its weights are merged afterwards.</param>
    /// <param name="tokenizer">Its files go with the model.</param>
    /// <param name="recipe">What it was tuned by.</param>
    /// <param name="chatTemplate">How conversations were written, where the tokenizer's own files do not say it.</param>
    /// <returns>The SHA-256 of <c>model.safetensors</c>.</returns>
    public static string Write(string folder, string adapterFolder, TransformerModel model, ITokenizer tokenizer, Recipe recipe, string? chatTemplate = null)
    {
        if (model.Adapter is not null)
            PeftWriter.Write(adapterFolder, model, recipe.BaseModel);
        bool prompt = model.Adapter is SoftPromptAdapter or PrefixAdapter;
        if (!prompt)
            model.Adapter?.Merge(model);
        string staged = $"{folder}.tmp-{Guid.NewGuid():N}", parent = Path.GetDirectoryName(Path.GetFullPath(folder))!;
        try
        {
            Directory.CreateDirectory(staged);
            tokenizer.Save(staged);
            if (chatTemplate is not null)
                DurableFiles.Write(Path.Combine(staged, "chat_template.jinja"), System.Text.Encoding.UTF8.GetBytes(chatTemplate));
            model.Config.Json["dtype"] = "float32";
            model.Config.Json.Remove("torch_dtype");
            if (prompt)
                model.Config.Json[TransformerModel.AdapterField] = model.Adapter!.PeftType;
            string generation = Path.Combine(recipe.BaseModel, "generation_config.json");
            if (File.Exists(generation))
                DurableFiles.Write(Path.Combine(staged, "generation_config.json"), File.ReadAllBytes(generation));
            model.Config.Save(staged);
            DurableFiles.Write(Path.Combine(staged, "recipe.json"), System.Text.Encoding.UTF8.GetBytes(RecipeJson.Write(recipe)));
            string hash = SafetensorsWriter.Write(Path.Combine(staged, "model.safetensors"), prompt ? model.Weights : model.Parameters.All);
            DurableFiles.FlushFolder(staged);
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
            Directory.Move(staged, folder);
            DurableFiles.FlushFolder(parent);
            return hash;
        }
        catch
        {
            if (Directory.Exists(staged))
                Directory.Delete(staged, recursive: true);
            throw;
        }
    }
}
