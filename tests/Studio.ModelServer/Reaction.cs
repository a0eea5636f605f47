namespace Studio.ModelServer;

/// <summary>What the server does with a request.</summary>
public abstract record Reaction
{
    /// <summary>A proper answer.</summary>
    public static Reaction Answer(string text) => new Proper(text);

    /// <summary>An error in the agreed form.</summary>
    public static Reaction Error(int status, string message = "something is wrong here", string? retryAfter = null) => new Refusal(status, message, retryAfter);

    /// <summary>Nothing at all until the caller gives up.</summary>
    public static Reaction Stall { get; } = new Silence();

    /// <summary>The connection breaks in the middle of the answer, streamed or not.</summary>
    public static Reaction Cut(string text) => new Broken(text);

    /// <summary>The answer ends properly, but its JSON does not.</summary>
    public static Reaction HalfJson { get; } = new Raw("application/json", """{"id":"x","choices":[{"index":0,"message":{"role":"assist""");

    /// <summary>Something else entirely, such as a proxy's page.</summary>
    public static Reaction Page { get; } = new Raw("text/html", "<html><body>Welcome to the proxy</body></html>");

    /// <summary>JSON without an answer in it.</summary>
    public static Reaction EmptyJson { get; } = new Raw("application/json", "{}");

    /// <summary>An answer of this many characters.</summary>
    public static Reaction Huge(int characters) => new Proper(new string('x', characters));

    internal sealed record Proper(string Text) : Reaction;
    internal sealed record Refusal(int Status, string Message, string? RetryAfter) : Reaction;
    internal sealed record Silence : Reaction;
    internal sealed record Broken(string Text) : Reaction;
    internal sealed record Raw(string ContentType, string Body) : Reaction;
}
