namespace Studio.Core.Datasets.Vectors;

/// <summary>All encoders of a project, whatever source they come from. Who asks has been checked before.</summary>
public sealed class TextEncoders(IEnumerable<IEncoderSource> sources)
{
    public async Task<IReadOnlyList<TextEncoder>> ListAsync(Guid projectId, CancellationToken cancel = default)
    {
        var found = new List<TextEncoder>();
        foreach (var source in sources)
            found.AddRange(await source.ListAsync(projectId, cancel));
        return found;
    }

    /// <exception cref="NotFoundException">The project has no such encoder.</exception>
    public async Task<TextEncoder> FindAsync(Guid projectId, string id, CancellationToken cancel = default) =>
        (await ListAsync(projectId, cancel)).FirstOrDefault(encoder => encoder.Id == id) ?? throw new NotFoundException("encoder");

    /// <exception cref="InvalidInputException">The project has it no more.</exception>
    /// <exception cref="StudioException">It cannot be used now; the message says why.</exception>
    public async Task<IOpenEncoder> OpenAsync(Guid projectId, string id, CancellationToken cancel = default)
    {
        foreach (var source in sources.Where(source => id.StartsWith(source.Prefix + ":", StringComparison.Ordinal)))
        {
            if (await source.OpenAsync(projectId, id, cancel) is { } open)
                return open;
        }

        throw new InvalidInputException("The encoder is no longer among those of this project: it is not approved or not admitted any more. Choose another one on the dataset's Map page.");
    }
}
