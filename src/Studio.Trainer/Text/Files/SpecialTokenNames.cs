using System.Text.Json;

namespace Studio.Trainer.Text.Files;

/// <summary>Reads which tokens have a meaning of their own from the configuration files beside a vocabulary.</summary>
internal static class SpecialTokenNames
{
    private static readonly (string Key, string[] Usual)[] Roles =
    [
        ("pad_token", ["[PAD]", "<pad>"]), ("cls_token", ["[CLS]"]), ("sep_token", ["[SEP]"]), ("mask_token", ["[MASK]", "<mask>"]),
        ("unk_token", ["[UNK]", "<unk>"]), ("bos_token", []), ("eos_token", []),
    ];

    /// <summary>What the configuration names, and else the names that are usual.</summary>
    public static SpecialTokens Read(IEnumerable<JsonElement> configurations, Func<string, int?> idOf)
    {
        var sources = configurations.ToList();
        var ids = Roles.Select(role => Named(sources, role.Key) is { } name
            ? idOf(name)
            : role.Usual.Select(idOf).FirstOrDefault(static id => id is not null)).ToArray();
        return new SpecialTokens(ids[0], ids[1], ids[2], ids[3], ids[4], ids[5], ids[6]);
    }

    private static string? Named(List<JsonElement> sources, string key)
    {
        foreach (var source in sources)
        {
            if (source.ValueKind != JsonValueKind.Object || !source.TryGetProperty(key, out var value)) continue;
            if (value.ValueKind == JsonValueKind.String) return value.GetString();
            if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("content", out var content)) return content.GetString();
        }

        return null;
    }
}
