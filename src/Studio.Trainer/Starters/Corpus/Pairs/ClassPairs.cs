using System.Text.Json;

namespace Studio.Trainer.Starters.Corpus.Pairs;

/// <summary>Texts to be told apart: by sentiment, by topic, by what a customer wants.</summary>
internal sealed class ClassPairs : IPairKind
{
    private readonly Grammar _grammar;
    private readonly string _kind;
    private readonly string[] _questions;
    private readonly (string Label, string[] Patterns)[] _labels;

    public ClassPairs(string kind)
    {
        using var file = Grammar.Read("classes");
        var task = file.RootElement.GetProperty(kind);
        _kind = kind;
        _grammar = Grammar.Words.With(file.RootElement.GetProperty("words"));
        _questions = task.GetProperty("questions").Deserialize<string[]>()!;
        _labels = [.. task.GetProperty("labels").EnumerateObject().Select(static label => (label.Name, label.Value.Deserialize<string[]>()!))];
    }

    public Pair Write(Random random)
    {
        var (label, patterns) = _labels[random.Next(_labels.Length)];
        string text = new Telling(_grammar, random).SayOne(patterns);
        return Pair.About(_kind, _questions[random.Next(_questions.Length)], text, label, random);
    }
}
