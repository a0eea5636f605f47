namespace Studio.Trainer.Starters.Corpus.Pairs;

/// <summary>Lists of words or numbers to be counted, sorted, turned round, or searched for what belongs to a kind.</summary>
internal sealed class ListPairs : IPairKind
{
    private static readonly string[] Rules = ["animal", "fruit", "toy", "thing", "color", "tool", "city", "job"];

    public Pair Write(Random random)
    {
        string rule = Rules[random.Next(Rules.Length)];
        var words = Choose(random, rule, random.Next(2, 7));
        string list = string.Join(", ", words);
        return random.Next(8) switch
        {
            0 or 1 => Pair.About("count", Pick(random, "How many words are in the list?", "Count the words in the list.", "How many things are named?"), list, NumberPairs.InWords(words.Length), random),
            2 => Sentence(random),
            3 => Pair.About("sort", Pick(random, "Sort the words by the alphabet.", "Put the words in alphabetical order.", "Sort the list from A to Z."), list, string.Join(", ", words.Order(StringComparer.OrdinalIgnoreCase)), random),
            4 => Numbers(random),
            5 => Pair.About("sort", Pick(random, "Turn the list round.", "Write the list backwards, last word first."), list, string.Join(", ", words.Reverse()), random),
            6 => Pair.About("extract", Pick(random, "What is the first word of the list?", "Name the first one."), list, words[0], random),
            _ => Member(random),
        };
    }

    private static Pair Sentence(Random random)
    {
        string text = new Telling(Grammar.Words, random).Say("{person} {act:1} {manner}{| with {person}| and {act:1}| near the {place}}.");
        return Pair.About("count", Pick(random, "How many words does the sentence have?", "Count the words."), text, NumberPairs.InWords(text.Split(' ').Length), random);
    }

    private static Pair Numbers(Random random)
    {
        int[] numbers = [.. Enumerable.Range(0, random.Next(3, 6)).Select(_ => random.Next(1, 100)).Distinct()];
        string list = string.Join(", ", numbers);
        return random.Next(3) switch
        {
            0 => Pair.About("sort", Pick(random, "Sort the numbers from small to large.", "Put the numbers in order, smallest first."), list, string.Join(", ", numbers.Order()), random),
            1 => Pair.About("sort", "Which number is the largest?", list, $"{numbers.Max()}", random),
            _ => Pair.About("sort", "Which number is the smallest?", list, $"{numbers.Min()}", random),
        };
    }

    private static Pair Member(Random random)
    {
        var members = FactFile.Members;
        string rule = members.Keys.ElementAt(random.Next(members.Count)), other = members.Keys.ElementAt(random.Next(members.Count));
        string word = Choose(random, rule, 1)[0];
        return other != rule && random.Next(2) == 0
            ? new("yes-no", $"Is {Named(word)} {members[other]}? Answer yes or no.", "no")
            : random.Next(2) == 0 ? new("yes-no", $"Is {Named(word)} {members[rule]}? Answer yes or no.", "yes")
            : new("passage", $"What is {Named(word)}?", members[rule]);
    }

    private static string Named(string word) => char.IsUpper(word[0]) || word.Contains(' ') ? word : Spelling.Tidy($"a {word}");

    private static string[] Choose(Random random, string rule, int count)
    {
        string[] all = [.. Grammar.Words.Of(rule).Select(static word => word.Split('/')[0])];
        random.Shuffle(all);
        return all[..Math.Min(count, all.Length)];
    }

    private static string Pick(Random random, params ReadOnlySpan<string> texts) => texts[random.Next(texts.Length)];
}
