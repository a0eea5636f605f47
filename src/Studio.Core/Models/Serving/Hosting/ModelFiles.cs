namespace Studio.Core.Models.Serving.Hosting;

/// <summary>The files of a model that may be asked.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Folder">A Hugging Face folder.</param>
/// <param name="AdapterFolder">A PEFT adapter for it, or null.</param>
/// <param name="Digest">What was approved: the SHA-256 of <paramref name="Manifest"/>; null for base models.</param>
/// <param name="Manifest">Names every file with its hash.</param>
public sealed record ModelFiles(string Name, string Folder, string? AdapterFolder = null, string? Digest = null, string? Manifest = null)
{
    /// <summary>Changes as soon as somebody writes to a file.</summary>
    internal string Stamp() => ModelFolder.StampOf(Folder) + (AdapterFolder is null ? "" : "||" + ModelFolder.StampOf(AdapterFolder));
}
