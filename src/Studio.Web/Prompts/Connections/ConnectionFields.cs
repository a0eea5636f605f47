using Studio.Core.Prompts.Connections;

namespace Studio.Web.Prompts.Connections;

/// <summary>The form of a connection while it is filled in.</summary>
public sealed class ConnectionFields(ConnectionRow? row)
{
    public Guid? Id { get; } = row?.Id;
    public bool HasKey { get; } = row?.HasKey ?? false;
    public string Name { get; set; } = row?.Name ?? "";
    public string BaseUrl { get; set; } = row?.BaseUrl ?? "";
    public string Key { get; set; } = "";
    public bool RemoveKey { get; set; }
    public int MaxConcurrency { get; set; } = row?.MaxConcurrency ?? 4;
    public int TimeoutSeconds { get; set; } = row?.TimeoutSeconds ?? 60;
    public string Currency { get; set; } = row?.Currency ?? "USD";
    public bool WholeTeam { get; set; } = row?.WholeTeam ?? false;
    public List<ModelField> Models { get; } = row is null ? [new ModelField()] : [.. row.Models.Select(m => new ModelField { Name = m.Name, InputPrice = m.InputPrice, OutputPrice = m.OutputPrice })];

    public ConnectionDraft Draft => new()
    {
        Name = Name, BaseUrl = BaseUrl, Key = Key.Trim() is { Length: > 0 } key ? key : RemoveKey ? "" : null,
        Models = [.. Models.Select(m => new ModelDraft(m.Name, m.InputPrice, m.OutputPrice))],
        MaxConcurrency = MaxConcurrency, TimeoutSeconds = TimeoutSeconds, Currency = Currency, WholeTeam = WholeTeam,
    };

    public void Add(string name)
    {
        Models.RemoveAll(model => model.Name.Trim().Length == 0);
        if (Models.TrueForAll(model => model.Name.Trim() != name))
            Models.Add(new ModelField { Name = name });
    }
}

public sealed class ModelField
{
    public string Name { get; set; } = "";
    public double? InputPrice { get; set; }
    public double? OutputPrice { get; set; }
}
