using System.Text.Json;

namespace Studio.Trainer.Models.Inspection;

/// <summary>The inspection as a program: a folder in, the report as one line of JSON out. Whatever a strange model does, it does there.</summary>
public static class InspectionProgram
{
    /// <param name="folder">A model's folder.</param>
    /// <param name="output">Receives the <see cref="InspectionReport"/>.</param>
    /// <returns>0; a model that cannot be used is a report too.</returns>
    public static async Task<int> RunAsync(string folder, TextWriter output)
    {
        await output.WriteLineAsync(JsonSerializer.Serialize(ModelInspection.Run(folder)));
        return 0;
    }
}
