using System.Text.RegularExpressions;

namespace Studio.Web.Tests.House;

public sealed partial class NamesTests
{
    private static readonly string[] Rooms = ["Prompts", "Datasets", "Labeling", "Tuning", "Evaluation", "Models", "Teams"];
    private static readonly string[] Drawers = ["Utils", "Utilities", "Helper", "Helpers", "Common", "Misc", "Manager"];

    [Fact]
    public void Every_folder_of_Core_and_Web_is_a_room_or_stands_beside_them()
    {
        SourceTree.ExpectNone(Folders("src/Studio.Core").Except([.. Rooms, "Persistence", "Live", "Coordination", "Storage", "Outgoing", "ExampleProject"]));
        SourceTree.ExpectNone(Folders("src/Studio.Web").Except([.. Rooms, "Shell", "Account", "Setup", "Api", "Live", "Controls"]));
    }

    [Fact]
    public void Nothing_is_called_like_a_drawer() =>
        SourceTree.ExpectNone(SourceTree.Files(".cs", ".razor").Where(file => Drawers.Any(drawer =>
            file.Split('/', '.').Any(part => part == drawer || part.EndsWith(drawer, StringComparison.Ordinal)))));

    [Fact]
    public void Namespaces_follow_folders() =>
        SourceTree.ExpectNone(SourceTree.Files(".cs").Where(file => file.StartsWith("src/", StringComparison.Ordinal) && !IsPartOfTheDatabase(file))
            .Where(file => Namespace().Match(string.Join('\n', SourceTree.Lines(file))) is { Success: true } found
                && found.Groups[1].Value != Path.GetDirectoryName(file)!.Replace('\\', '/')["src/".Length..].Replace('/', '.')));

    // Each room adds its tables from its own folder, as parts of one class.
    private static bool IsPartOfTheDatabase(string file) => Path.GetFileName(file).StartsWith("StudioDb.", StringComparison.Ordinal);

    private static IEnumerable<string> Folders(string project) =>
        SourceTree.Files(".cs", ".razor").Where(file => file.StartsWith(project + "/", StringComparison.Ordinal))
            .Select(file => file.Split('/')).Where(parts => parts.Length > 3).Select(parts => parts[2]).Distinct();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
