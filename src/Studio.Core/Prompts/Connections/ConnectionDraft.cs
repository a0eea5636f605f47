using Studio.Core.Outgoing;
using Studio.Core.Teams;

namespace Studio.Core.Prompts.Connections;

/// <summary>A connection as somebody fills it in.</summary>
public sealed record ConnectionDraft
{
    public required string Name { get; init; }
    public required string BaseUrl { get; init; }

    /// <summary>Null keeps the key that is there, an empty text takes it away.</summary>
    public string? Key { get; init; }

    public IReadOnlyList<ModelDraft> Models { get; init; } = [];
    public int MaxConcurrency { get; init; } = 4;
    public int TimeoutSeconds { get; init; } = 60;
    public string Currency { get; init; } = "USD";

    /// <summary>For all projects of the team instead of this one. Cannot be changed later.</summary>
    public bool WholeTeam { get; init; }

    /// <returns>The same, trimmed.</returns>
    /// <exception cref="InvalidInputException">A field cannot be used; the message says which and what is expected.</exception>
    internal ConnectionDraft Checked()
    {
        var name = Names.Checked(Name, "name of the connection");
        var address = OutgoingHttp.Parse(BaseUrl).AbsoluteUri.TrimEnd('/');
        if (address.Length > 500)
            throw new InvalidInputException("The address has at most 500 characters.");
        if (Key is { Length: > 4000 } || Key?.Any(c => c is <= ' ' or > '~') == true)
            throw new InvalidInputException("The key has characters that no key has, such as blanks or line ends. Copy it again.");
        if (MaxConcurrency is < 1 or > 64)
            throw new InvalidInputException("Between 1 and 64 calls can be made at the same time.");
        if (TimeoutSeconds is < 1 or > 600)
            throw new InvalidInputException("A call may be silent for 1 to 600 seconds.");
        var currency = Currency.Trim().ToUpperInvariant();
        if (currency.Length != 3 || !currency.All(char.IsAsciiLetterUpper))
            throw new InvalidInputException("The currency has three letters, such as USD or EUR.");
        return this with { Name = name, BaseUrl = address, Currency = currency, Models = CheckedModels() };
    }

    private List<ModelDraft> CheckedModels()
    {
        var models = Models.Select(model => model with { Name = model.Name.Trim() }).Where(model => model.Name.Length > 0).ToList();
        if (models.Count is 0 or > 100)
            throw new InvalidInputException("Name the models that may be asked, at least one and at most 100. The test shows what the endpoint offers.");
        if (models.Find(model => model.Name.Length > 200 || model.Name.Any(char.IsControl)) is not null)
            throw new InvalidInputException("A model's name has at most 200 characters, all of which can be shown.");
        if (models.Find(model => model.InputPrice is < 0 or > 1e6 || model.OutputPrice is < 0 or > 1e6) is { } priced)
            throw new InvalidInputException($"The price of '{priced.Name}' lies between 0 and 1,000,000 for a million tokens.");
        return models.GroupBy(model => model.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new InvalidInputException($"The model '{twice.Key}' is named twice.") : models;
    }
}

/// <summary>A model that may be asked, with prices per million tokens where they are known.</summary>
public sealed record ModelDraft(string Name, double? InputPrice = null, double? OutputPrice = null);
