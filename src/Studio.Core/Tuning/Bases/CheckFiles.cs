using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Studio.Trainer.Models.Inspection;

namespace Studio.Core.Tuning.Bases;

/// <summary>Looks at the files that are here, and keeps what they say: facts, sums, licence, card.</summary>
internal sealed class CheckFiles(IModelInspector inspector, BaseModelRecorder recorder, BaseModelFolders folders, BaseModelFeeds feeds, TimeProvider time)
{
    private const int LongestCard = 200_000;

    public async Task RunAsync(TeamBaseModel model, CancellationToken cancel)
    {
        var folder = folders.Finished(model);
        if (!Directory.Exists(folder))
            throw new UnavailableException($"The folder {folder} is not there any more.");
        var files = BaseModelFolders.Files(folder);
        var stamp = BaseModelFolders.Stamp(folder);
        model.BytesTotal = files.Sum(file => file.Length);
        await recorder.WriteAsync(model, (_, stored) =>
        {
            (stored.State, stored.BytesTotal) = (BaseModelState.Checking, model.BytesTotal);
            return Task.CompletedTask;
        });
        var sums = await SumsAsync(model, files, cancel);
        feeds.Progressed(model.TeamId, new(model.Id, "Trying the model", 0, 0, new Dictionary<string, long>()));
        var report = await inspector.InspectAsync(folder, cancel);
        var (licence, card) = Card(folder);
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(sums.OrderBy(sum => sum.Key, StringComparer.Ordinal).Select(sum => $"{sum.Value}  {sum.Key}\n")))));
        await recorder.WriteAsync(model, (db, stored) =>
        {
            (stored.Report, stored.Stamp, stored.Licence, stored.Card, stored.BytesDone) = (JsonSerializer.Serialize(report), stamp, licence, card, stored.BytesTotal);
            // What comes with Studio is as trustworthy as Studio; a team that withdrew it has not to do so again after an update.
            if (stored.Source == BaseModelSource.Shipped && stored.Digest is null && report.Usable)
                stored.AdmittedAt = time.GetUtcNow().UtcDateTime;
            // Other bytes than those that were admitted are to be admitted anew.
            if (stored.Source != BaseModelSource.Shipped && stored.Digest is not null && stored.Digest != digest)
                (stored.AdmittedAt, stored.AdmittedById) = (null, null);
            stored.Digest = digest;
            db.BaseModelFiles.RemoveRange(stored.Files.Where(file => !sums.ContainsKey(file.Name)));
            foreach (var file in files)
            {
                var kept = stored.Files.Find(one => one.Name == file.Name);
                if (kept is null)
                    db.BaseModelFiles.Add(kept = new BaseModelFile { BaseModelId = model.Id, Name = file.Name, Size = file.Length });
                (kept.Size, kept.Sha256, kept.IsHere) = (file.Length, sums[file.Name], true);
            }

            return Task.CompletedTask;
        });
        await recorder.EndAsync(model, report.Usable ? BaseModelState.Checked : BaseModelState.Refused,
            report.Usable ? null : report.Checks.First(check => check.Outcome == InspectionOutcome.Failed).Said);
    }

    private async Task<Dictionary<string, string>> SumsAsync(TeamBaseModel model, IReadOnlyList<FileInfo> files, CancellationToken cancel)
    {
        var meter = new ProgressMeter(model, "Computing SHA-256", feeds, time);
        var sums = new Dictionary<string, string>(StringComparer.Ordinal);
        var buffer = new byte[1 << 20];
        foreach (var file in files)
        {
            using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await using var stream = file.OpenRead();
            while (await stream.ReadAsync(buffer, cancel) is > 0 and var read)
            {
                sha256.AppendData(buffer, 0, read);
                meter.Report(file.Name, stream.Position);
            }

            sums[file.Name] = Convert.ToHexStringLower(sha256.GetHashAndReset());
            await recorder.BeatAsync(model, meter.Done);
        }

        return sums;
    }

    private static (string? Licence, string? Card) Card(string folder)
    {
        var path = Path.Combine(folder, "README.md");
        if (!File.Exists(path) || new FileInfo(path).Length > 4 << 20)
            return (null, null);
        var (licence, text) = ModelCardText.Read(File.ReadAllText(path));
        return (licence, text.Length <= LongestCard ? text : text[..LongestCard]);
    }
}
