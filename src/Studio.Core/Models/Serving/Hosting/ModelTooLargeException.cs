namespace Studio.Core.Models.Serving.Hosting;

/// <summary>A model that this server cannot hold; the message has the numbers. Nothing of it was loaded.</summary>
public sealed class ModelTooLargeException(string message) : StudioException(message);
