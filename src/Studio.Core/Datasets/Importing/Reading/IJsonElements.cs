namespace Studio.Core.Datasets.Importing.Reading;

/// <summary>The JSON text of one row after another.</summary>
internal interface IJsonElements
{
    /// <summary>False at the end of the file. The element is null when it is too long to be kept.</summary>
    /// <exception cref="InvalidInputException">What stands here cannot be a row, and no further row can be found.</exception>
    bool TryRead(out string? element);
}
