namespace Studio.Web.Evaluation;

/// <summary>Ids in an address, separated by commas; what is no id is passed over.</summary>
public static class IdList
{
    public static List<Guid> Parse(string? text) =>
        [.. (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(part => Guid.TryParse(part, out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty).Distinct()];
}
