using Studio.Trainer.Evaluation;

namespace Studio.Core.Evaluation;

/// <summary>Opens a Hugging Face folder for predictions. What it returns may be disposable; predictions may come from several threads.</summary>
public interface IClassifierLoader
{
    /// <exception cref="StudioException">The folder cannot be loaded, said for a person.</exception>
    Task<ITextClassifier> LoadAsync(string folder, CancellationToken cancel);
}
