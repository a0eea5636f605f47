using Microsoft.Extensions.Logging;
using Studio.Templates;
using Studio.Trainer.Formats;
using Studio.Trainer.Generation;
using Studio.Trainer.Models;
using Studio.Trainer.Text;

namespace Studio.Core.Models.Serving.Hosting;

/// <summary>Reads a model's files, and says beforehand what it will take.</summary>
public sealed partial class ModelLoader(HostingOptions options, ILogger<ModelLoader> log)
{
    /// <summary>Memory that the model will take; nothing of it is read but headers.</summary>
    /// <exception cref="StudioException">The files cannot be used.</exception>
    public long BytesOf(ModelFiles files) => Explain(
        files, () => ServingMemory.Of(files.Folder, files.AdapterFolder, TextGenerator.PrecisionOf(Generation), options.Batch + 1, options.PlannedTokens).Total);

    /// <exception cref="ConflictException">The files are no longer those that were approved.</exception>
    /// <exception cref="StudioException">The files cannot be used.</exception>
    public async Task<IAsyncDisposable> LoadAsync(ModelFiles files, string stamp)
    {
        await CheckAsync(files);
        var loaded = Explain<IAsyncDisposable>(files, () => ModelPurposes.Of(files.Folder) == ModelPurpose.Embeds
            ? TextEmbedder.Load(files.Folder, options.Precision ?? "fp32", options.Threads)
            : TextGenerator.Load(files.Folder, files.AdapterFolder, Generation));
        if (files.Stamp() == stamp)
            return loaded;
        await loaded.DisposeAsync();
        throw new ConflictException($"The files of {files.Name} changed while they were read. Ask again.");
    }

    private GeneratorOptions Generation => new() { Device = options.Device, Precision = options.Precision, MaxBatch = options.Batch, Threads = options.Threads };

    private async Task CheckAsync(ModelFiles files)
    {
        if (files.Manifest is null)
            return;
        var differences = await ModelFolder.DifferencesAsync(files.Folder, files.Manifest, CancellationToken.None);
        if (ModelManifest.DigestOf(files.Manifest) != files.Digest)
            differences = [.. differences, "The manifest has another digest."];
        if (differences.Count == 0)
            return;
        var what = string.Join(' ', differences);
        LogChanged(files.Name, files.Digest!, what);
        throw new ConflictException($"{files.Name} does not answer: its files are no longer those that were approved. {what} Withdraw it, or restore the files.");
    }

    private static T Explain<T>(ModelFiles files, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception reason) when (reason is ModelFormatException or TokenizerException or TemplateException or OverflowException or IOException or UnauthorizedAccessException)
        {
            throw new StudioException($"{files.Name} cannot be loaded: {reason.Message.Replace(files.Folder, files.Name, StringComparison.Ordinal)}", reason);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Model} (sha256:{Digest}) is not served: {What}")]
    private partial void LogChanged(string model, string digest, string what);
}
