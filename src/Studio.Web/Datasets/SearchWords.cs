namespace Studio.Web.Datasets;

/// <summary>What a search in the texts of a dataset understands, said the same wherever one can be typed.</summary>
public static class SearchWords
{
    public const string Example = "word, \"a phrase\", begin*, -not";

    public const string Explanation =
        "All words must occur. Quotes keep words together, a star finds words that begin so, a minus leaves texts out. "
        + "Chinese, Japanese, Korean and Thai are found by any part.";
}
