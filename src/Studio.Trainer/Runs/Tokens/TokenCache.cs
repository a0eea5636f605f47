using System.Globalization;
using System.Security.Cryptography;
using Studio.Trainer.Text;

namespace Studio.Trainer.Runs.Tokens;

/// <summary>
/// Files of tokens by what they were made from: the same texts with the same tokenizer and length are tokenized once, for all folds, trials and
/// runs that share a folder.
/// </summary>
internal sealed class TokenCache(string folder)
{
    private const long MostBytes = 8L << 30;

    /// <summary>Opens what is there, or makes it by <paramref name="write"/>.</summary>
    /// <param name="key">Stands for everything that the tokens depend on.</param>
    /// <param name="lists">Lists of a row.</param>
    /// <param name="write">Adds every row.</param>
    public TokenFile Open(string key, int lists, Action<TokenFileWriter> write)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, key + ".tokens");
        if (File.Exists(path) && TokenFile.Open(path) is { } found)
        {
            Touch(path);
            return found;
        }
        using (var writer = new TokenFileWriter(path, lists))
        {
            write(writer);
            writer.Finish();
        }
        MakeRoom(path);
        return TokenFile.Open(path) ?? throw new TrainingException($"The file of tokens '{path}' was changed right after it was written. Start the run again.");
    }

    /// <summary>The key of some rows under a tokenizer.</summary>
    public static string Key(ITokenizer tokenizer, IRowSource rows, int maxLength, int lists, CancellationToken cancel)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        RowHash.Append(sha, string.Create(CultureInfo.InvariantCulture, $"{maxLength} {lists}"));
        AddTokenizer(sha, tokenizer);
        foreach (var row in rows.Read())
        {
            cancel.ThrowIfCancellationRequested();
            RowHash.Append(sha, row.Text);
            RowHash.Append(sha, row.TextPair);
            foreach (string word in row.Tokens ?? [])
                RowHash.Append(sha, word);
            RowHash.Append(sha, (string?)null);
        }
        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }

    private static void AddTokenizer(IncrementalHash sha, ITokenizer tokenizer)
    {
        string saved = Directory.CreateTempSubdirectory("studio-tokenizer-").FullName;
        try
        {
            tokenizer.Save(saved);
            foreach (string file in Directory.EnumerateFiles(saved).Order(StringComparer.Ordinal))
            {
                RowHash.Append(sha, Path.GetFileName(file));
                sha.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
            }
        }
        finally
        {
            Directory.Delete(saved, recursive: true);
        }
    }

    // What has not been used for longest goes first. A run that has such a file open keeps it until it is done.
    private void MakeRoom(string keep)
    {
        var files = new DirectoryInfo(folder).GetFiles("*.tokens").OrderByDescending(f => f.FullName == Path.GetFullPath(keep)).ThenByDescending(f => f.LastWriteTimeUtc);
        long bytes = 0;
        foreach (var file in files)
            if ((bytes += file.Length) > MostBytes && file.FullName != Path.GetFullPath(keep))
                Ignore(file.Delete);
    }

    private static void Touch(string path) => Ignore(() => File.SetLastWriteTimeUtc(path, DateTime.UtcNow));

    private static void Ignore(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another process is at it; a cache that is a little larger or older does no harm.
        }
    }
}
