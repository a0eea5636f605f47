using System.Reflection;
using Studio.Core.Persistence;
using Studio.Trainer.Runs;

namespace Studio.Web.Tests.House;

/// <summary>Web → Core → Trainer → Templates; nothing looks back.</summary>
public sealed class ArrowsTests
{
    private static readonly Assembly Core = typeof(StudioDb).Assembly;
    private static readonly Assembly Trainer = typeof(TrainingJob).Assembly;
    private static readonly Assembly Templates = Assembly.Load("Studio.Templates");

    [Fact]
    public void Templates_depend_on_nothing_but_the_runtime() =>
        SourceTree.ExpectNone(References(Templates).Where(name => !name.StartsWith("System.", StringComparison.Ordinal)));

    [Fact]
    public void The_engine_knows_no_product_no_web_and_no_database()
    {
        SourceTree.ExpectNone(References(Trainer).Where(IsOurs).Except(["Studio.Templates"]));
        SourceTree.ExpectNone(References(Trainer).Where(name => name.Contains("AspNetCore", StringComparison.Ordinal) || name.Contains("EntityFramework", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_product_knows_no_screens()
    {
        SourceTree.ExpectNone(References(Core).Where(IsOurs).Except(["Studio.Trainer", "Studio.Templates"]));
        // Identity's stores are a package of their own and need no web server.
        SourceTree.ExpectNone(References(Core).Where(name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
            && !name.StartsWith("Microsoft.AspNetCore.Identity", StringComparison.Ordinal)));
    }

    private static IEnumerable<string> References(Assembly assembly) => assembly.GetReferencedAssemblies().Select(reference => reference.Name!);

    private static bool IsOurs(string name) => name.StartsWith("Studio.", StringComparison.Ordinal);
}
