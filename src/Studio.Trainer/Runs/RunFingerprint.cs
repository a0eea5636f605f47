using System.Security.Cryptography;
using System.Text;

namespace Studio.Trainer.Runs;

/// <summary>A hash that stands for a recipe, its rows and its base model: what has another one is another run.</summary>
internal static class RunFingerprint
{
    public static string Of(Recipe recipe, string rowsHash)
    {
        bool scratch = recipe.BaseModel == BaseModel.Scratch;
        string baseHash = scratch ? "" : string.Concat(
            Directory.EnumerateFiles(recipe.BaseModel).Where(f => f.EndsWith(".safetensors", StringComparison.Ordinal) || f.EndsWith(".json", StringComparison.Ordinal) || f.EndsWith(".txt", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal).Select(f => Checkpoints.ManifestFile.Of(f).Sha256));
        // The folder's name is no part of it: the same model may lie elsewhere after a move.
        string text = RecipeJson.Write(recipe with { BaseModel = scratch ? BaseModel.Scratch : "folder" }) + rowsHash + baseHash;
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>The same for a job whose rows nobody has read yet.</summary>
    /// <exception cref="TrainingException">The base model's folder is not there.</exception>
    public static string Of(TrainingJob job, CancellationToken cancel)
    {
        if (job.Recipe.BaseModel != BaseModel.Scratch && !Directory.Exists(job.Recipe.BaseModel))
            throw new TrainingException($"There is no folder '{job.Recipe.BaseModel}' (base_model).");
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var rows in new[] { job.Train, job.Validation })
        {
            foreach (var row in rows.Read())
            {
                cancel.ThrowIfCancellationRequested();
                RowHash.Append(sha, row);
                RowHash.Append(sha, row.Group);
            }
            RowHash.Append(sha, "end of a part");
        }
        return Of(job.Recipe, Convert.ToHexStringLower(sha.GetHashAndReset()));
    }
}
