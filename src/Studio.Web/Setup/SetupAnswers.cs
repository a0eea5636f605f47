namespace Studio.Web.Setup;

/// <summary>What the set-up page asks.</summary>
public sealed class SetupAnswers
{
    public string Name { get; set; } = "";
    public string Email { get; set; } = "";
    public string Password { get; set; } = "";
    public string Team { get; set; } = "";

    /// <summary>Ticked at first; a form that comes back with no tick sends nothing.</summary>
    public bool Example { get; set; }
}
