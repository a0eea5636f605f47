namespace Studio.Core.ExampleProject;

/// <summary>A synthetic support ticket.</summary>
/// <param name="Text">What the customer wrote.</param>
/// <param name="Intent">What it is about.</param>
/// <param name="Label">The label that stands in the data; where <see cref="IsMislabeled"/> it is deliberately another one.</param>
/// <param name="FirstAnnotator">What the careful annotator said.</param>
/// <param name="SecondAnnotator">What the hasty annotator said.</param>
/// <param name="Patterns">The sentence patterns that the text was made from.</param>
public sealed record Ticket(
    string Text, string Intent, string Label, string FirstAnnotator, string SecondAnnotator, IReadOnlyList<string> Patterns)
{
    public bool IsMislabeled => Label != Intent;
}

/// <summary>
/// Writes support tickets of a made-up shop for household devices. The same seed gives the same tickets. A third of them mention a second
/// matter, so that neither words alone nor two annotators settle every one.
/// </summary>
public sealed class TicketGenerator
{
    private const double SecondMatter = 0.34, SecondMatterFirst = 0.2, Aside = 0.42, Opening = 0.5, Closing = 0.5, Typo = 0.2;
    private const double Mislabeled = 0.03, CarefulError = 0.04, HastyError = 0.14;

    private readonly TicketGrammar _grammar = TicketGrammar.Load();

    public IReadOnlyList<string> Intents => [.. _grammar.Intents.Keys.Order(StringComparer.Ordinal)];

    public IReadOnlyList<Ticket> Write(int count = 2000, int seed = 2026)
    {
        var random = new Random(seed);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var tickets = new List<Ticket>(count);
        while (tickets.Count < count)
        {
            var ticket = WriteOne(Intents[tickets.Count % Intents.Count], random);
            if (seen.Add(ticket.Text))
                tickets.Add(ticket);
        }

        var order = tickets.ToArray();
        random.Shuffle(order);
        return order;
    }

    private Ticket WriteOne(string intent, Random random)
    {
        var patterns = new List<string> { Pick(_grammar.Intents[intent], random) };
        if (random.NextDouble() < SecondMatter)
        {
            var second = Pick(_grammar.Intents[Pick(_grammar.Neighbours[intent], random)], random);
            patterns.Insert(random.NextDouble() < SecondMatterFirst ? 0 : 1, second);
        }

        if (random.NextDouble() < Aside)
            patterns.Insert(random.Next(patterns.Count + 1), Pick(_grammar.Asides, random));
        if (random.NextDouble() < Opening)
            patterns.Insert(0, Pick(_grammar.Openings, random) + Pick(_grammar.OpeningTails, random) + Pick([",", ".", "!"], random));
        if (random.NextDouble() < Closing)
            patterns.Add(Pick(_grammar.Closings, random));

        var text = string.Join(' ', patterns.Select(pattern => _grammar.Fill(pattern, random)));
        if (random.NextDouble() < Typo)
            text = Mistype(text, random);
        return new Ticket(
            text, intent, Mistake(intent, Mislabeled, random), Mistake(intent, CarefulError, random), Mistake(intent, HastyError, random), patterns);
    }

    // Most mistakes are with a neighbouring intent; now and then somebody presses any key.
    private string Mistake(string intent, double rate, Random random)
    {
        if (random.NextDouble() >= rate)
            return intent;
        string[] others = random.NextDouble() < 0.8 ? _grammar.Neighbours[intent] : [.. Intents.Where(other => other != intent)];
        return Pick(others, random);
    }

    private static string Mistype(string text, Random random)
    {
        var letters = text.ToCharArray();
        var at = random.Next(1, letters.Length - 1);
        (letters[at], letters[at + 1]) = (letters[at + 1], letters[at]);
        return random.Next(3) == 0 ? new string(letters).ToLowerInvariant() : new string(letters);
    }

    private static string Pick(string[] from, Random random) => from[random.Next(from.Length)];
}
