using Studio.Trainer.Evaluation;
using Studio.Trainer.Formats;
using Studio.Trainer.Models;
using Studio.Trainer.Text;

namespace Studio.Core.Evaluation;

/// <summary>The engine's classifiers.</summary>
public sealed class TunedClassifierLoader : IClassifierLoader
{
    public Task<ITextClassifier> LoadAsync(string folder, CancellationToken cancel) => Task.Run<ITextClassifier>(() =>
    {
        try
        {
            return TextClassifier.Load(folder);
        }
        catch (Exception reason) when (reason is ModelFormatException or TokenizerException)
        {
            throw new StudioException($"The model cannot be loaded: {reason.Message}", reason);
        }
    }, cancel);
}
