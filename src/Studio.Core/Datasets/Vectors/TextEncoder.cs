namespace Studio.Core.Datasets.Vectors;

/// <summary>Something that turns texts into vectors, as a project may choose it.</summary>
/// <param name="Id">Names it in requests: the source's prefix, a colon, and what the source knows it by.</param>
/// <param name="Name">For people.</param>
/// <param name="Source">Where it comes from, for people.</param>
/// <param name="Key">Differs as soon as the same text would get another vector.</param>
public sealed record TextEncoder(string Id, string Name, string Source, string Key);

/// <summary>An encoder that is ready to be asked, by any number of callers at once, until it is disposed.</summary>
public interface IOpenEncoder : IDisposable
{
    /// <summary>Numbers of a vector.</summary>
    int Dimensions { get; }

    /// <summary>A vector of length 1 for each text; what is too long is cut at its end. A text of which nothing can be said has only zeros.</summary>
    Task<IReadOnlyList<float[]>> EncodeAsync(IReadOnlyList<string> texts, CancellationToken cancel);
}

/// <summary>Brings a kind of encoder to the projects that may use it.</summary>
public interface IEncoderSource
{
    string Prefix { get; }

    Task<IReadOnlyList<TextEncoder>> ListAsync(Guid projectId, CancellationToken cancel);

    /// <returns>Null where the project has no such encoder (any more).</returns>
    /// <exception cref="StudioException">It is there and cannot be used now; the message says why.</exception>
    Task<IOpenEncoder?> OpenAsync(Guid projectId, string id, CancellationToken cancel);
}
