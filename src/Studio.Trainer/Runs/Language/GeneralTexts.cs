namespace Studio.Trainer.Runs.Language;

/// <summary>A few paragraphs on everyday matters, written for Studio and in nobody's training data: what a language model should go on being able to say.</summary>
public static class GeneralTexts
{
    /// <summary>How a recipe names them.</summary>
    public const string Name = "built-in";

    internal static IRowSource Rows { get; } = new RowList([.. Paragraphs.Select((text, i) => new TrainingRow { Id = $"general {i + 1}", Text = text })]);

    private static IEnumerable<string> Paragraphs =>
    [
        "The ferry to the island leaves twice a day. In summer it is full by nine, and whoever comes later waits on the pier with a newspaper and a cup of coffee until the boat returns at noon.",
        "Bread needs little more than flour, water, salt and time. Mix them in the evening, cover the bowl, and leave it on the table overnight. In the morning the dough has doubled, and an hour in a hot oven does the rest.",
        "A heat pump moves warmth from the air outside into the house. Even on a cold day there is some warmth to be had, and moving it takes about a third of the electricity that making it would.",
        "When the old bridge was closed, the bus had to take the long way round through the valley. The village shop lost half of its customers within a year, and then the school lost its second teacher.",
        "Most birds that spend the winter in the south find their way back to the very garden in which they hatched. They follow the sun and the stars, the lines of rivers, and the faint pull of the earth's magnetic field.",
        "She opened the letter, read it twice and put it back into its envelope. \"They want us there on Monday,\" she said. \"All of us, and with the papers.\" Nobody at the table answered.",
        "To change a bicycle tyre, take the wheel out and let the air escape. Lift one side of the tyre over the rim, pull out the tube, and look for what made the hole before you put a new one in.",
        "The committee met four times and could not agree. Some wished to repair the hall, some to build a new one, and the treasurer pointed out each time that there was money for neither.",
        "Rain fell on the hills for three days. On the fourth the river stood a hand below the dike, and the people of the lower town carried their carpets, books and radios up to the first floor.",
        "Water boils at one hundred degrees at the coast. On a high mountain the air presses less, so that it boils sooner, and beans that are done in an hour in the valley need two hours in the hut.",
        "A contract is an agreement that the parties can be held to. It need not be written down, but whoever has to prove in court what was agreed will be glad of a page with two signatures on it.",
        "Our grandfather kept his tools in perfect order. Every chisel hung in its place, and on the wall behind it he had painted its outline, so that one could see from the door which one was missing.",
        "The library lends books for four weeks. If nobody else is waiting, a loan may be extended twice by telephone or on the web site; after that the book must be brought back and shown at the desk.",
        "Two trains left the capital at the same time, one to the north and one to the south. After three hours they were five hundred and forty kilometres apart, because one did a hundred in an hour and the other eighty.",
        "In autumn the market smells of apples, mushrooms and wet leaves. The woman from the upper farm sells pears that look like stones and taste like honey, if one is patient and leaves them on the window sill.",
        "The doctor looked at the picture for a long time. The bone had healed well, she said, but the knee would need exercise: stairs, a little every day, and no football before spring.",
    ];
}
