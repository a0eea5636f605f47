namespace Studio.Trainer.Text;

/// <summary>A tokenizer's files cannot be used, said in a sentence that names the file and the piece of it.</summary>
public sealed class TokenizerException(string message, Exception? inner = null) : Exception(message, inner);
