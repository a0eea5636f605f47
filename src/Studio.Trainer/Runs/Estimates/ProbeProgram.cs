using System.Text.Json;

namespace Studio.Trainer.Runs.Estimates;

/// <summary>The probe as a program: a request's file in, an estimate as one line of JSON out.</summary>
public static class ProbeProgram
{
    /// <param name="requestFile">A <see cref="ProbeRequest"/> as JSON; its folder is used for what the probe saves.</param>
    /// <param name="output">Receives the estimate.</param>
    /// <param name="errors">Receives a sentence where there is none.</param>
    /// <returns>0, or 1 where the recipe cannot be probed.</returns>
    public static async Task<int> RunAsync(string requestFile, TextWriter output, TextWriter errors)
    {
        try
        {
            var request = JsonSerializer.Deserialize<ProbeRequest>(await File.ReadAllBytesAsync(requestFile), RecipeJson.Options)!;
            var estimate = await RunProbe.MeasureAsync(request, Path.Combine(Path.GetDirectoryName(Path.GetFullPath(requestFile))!, "probe"), CancellationToken.None);
            await output.WriteLineAsync(JsonSerializer.Serialize(estimate));
            return 0;
        }
        catch (TrainingException refusal)
        {
            await errors.WriteLineAsync(refusal.Message);
            return 1;
        }
    }
}
