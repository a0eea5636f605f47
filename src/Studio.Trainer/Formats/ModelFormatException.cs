namespace Studio.Trainer.Formats;

/// <summary>A model's file cannot be used, said in a sentence that names the file, what is wrong with it and what to do.</summary>
public sealed class ModelFormatException(string message, Exception? inner = null) : Exception(message, inner);
