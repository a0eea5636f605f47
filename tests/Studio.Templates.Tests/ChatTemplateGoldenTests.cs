using System.Text.Json;
using System.Text.RegularExpressions;

namespace Studio.Templates.Tests;

/// <summary>Conversations as transformers renders them, character for character.</summary>
[Trait("Category", "Golden")]
public sealed partial class ChatTemplateGoldenTests
{
    public static TheoryData<string, string> Own() => Cases(Path.Combine(SharedFiles.Golden, "chat_templates"), file => file != "published.json");

    public static TheoryData<string, string> Published()
    {
        var cases = new TheoryData<string, string>();
        var path = Path.Combine(SharedFiles.Golden, "chat_templates", "published.json");
        if (!File.Exists(path))
            return new() { { "", "" } };
        foreach (var template in SharedFiles.Json(path).GetProperty("templates").EnumerateArray())
        {
            foreach (var conversation in template.GetProperty("conversations").EnumerateArray())
                cases.Add(template.GetProperty("file").GetString()!, conversation.GetProperty("name").GetString()!);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Own))]
    public void Own_templates(string file, string name)
    {
        var golden = SharedFiles.Json(Path.Combine(SharedFiles.Golden, "chat_templates", file));
        var conversation = Conversation(golden, name);
        Verify(golden.GetProperty("chat_template").GetString()!, golden, conversation, conversation.GetProperty("messages"));
    }

    [Theory]
    [MemberData(nameof(Published))]
    public void Published_templates(string file, string name)
    {
        var folder = Path.Combine(SharedFiles.Golden, "chat_templates");
        var entry = SharedFiles.Json(Path.Combine(folder, "published.json")).GetProperty("templates").EnumerateArray()
            .First(t => t.GetProperty("file").GetString() == file);
        var path = Path.Combine(SharedFiles.Data, Path.GetRelativePath("data", file));
        Assert.SkipUnless(File.Exists(path), $"{path} is not here.");
        var source = path.EndsWith(".jinja", StringComparison.Ordinal)
            ? File.ReadAllText(path) : SharedFiles.Json(path).GetProperty("chat_template").GetString()!;
        var messages = Conversation(SharedFiles.Json(Path.Combine(folder, "chatml.json")), name).GetProperty("messages");
        Verify(source, entry, Conversation(entry, name), messages);
    }

    private static void Verify(string source, JsonElement tokens, JsonElement conversation, JsonElement messages)
    {
        var template = Template.Parse(source, TemplateOptions.Chat);
        var compared = 0;
        foreach (var (field, prompt) in new[] { ("rendered", false), ("rendered_generation_prompt", true) })
        {
            if (!conversation.TryGetProperty(field, out var expected))
                continue;
            compared++;
            var variables = new Dictionary<string, object?> { ["messages"] = messages, ["add_generation_prompt"] = prompt };
            foreach (var token in new[] { "bos_token", "eos_token" })
            {
                if (tokens.TryGetProperty(token, out var value) && value.ValueKind == JsonValueKind.String)
                    variables[token] = value.GetString();
            }

            if (expected.ValueKind == JsonValueKind.Object)
                Assert.Throws<TemplateException>(() => template.Render(variables));
            else
                Assert.Equal(WithoutDate(expected.GetString()!), WithoutDate(template.Render(variables)));
        }

        Assert.Equal(2, compared);
    }

    // One published template prints the day on which it is rendered.
    private static string WithoutDate(string text) => Today().Replace(text, "Today Date: -");

    private static JsonElement Conversation(JsonElement golden, string name) =>
        golden.GetProperty("conversations").EnumerateArray().First(c => c.GetProperty("name").GetString() == name);

    private static TheoryData<string, string> Cases(string folder, Func<string, bool> wanted)
    {
        if (!Directory.Exists(folder))
            return new() { { "", "" } };
        var cases = new TheoryData<string, string>();
        foreach (var file in Directory.GetFiles(folder, "*.json").Select(Path.GetFileName).OfType<string>().Where(wanted).Order())
        {
            foreach (var conversation in SharedFiles.Json(Path.Combine(folder, file)).GetProperty("conversations").EnumerateArray())
                cases.Add(file, conversation.GetProperty("name").GetString()!);
        }

        return cases;
    }

    [GeneratedRegex(@"Today Date: .*")]
    private static partial Regex Today();
}
