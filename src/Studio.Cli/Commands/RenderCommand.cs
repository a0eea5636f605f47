using System.Text.Json.Nodes;
using Studio.Cli.CommandLine;
using Studio.Cli.Files;
using Studio.Templates;

namespace Studio.Cli.Commands;

/// <summary>Fills a prompt or chat template with the variables of a JSON file and prints the text.</summary>
internal sealed class RenderCommand : ICommand
{
    public string Name => "render";

    public string Usage => "--template FILE --input vars.json [--chat]";

    public Task<CommandResult> RunAsync(Arguments arguments, CancellationToken cancel)
    {
        var source = JsonFile.ReadText(arguments.Required("template"));
        var variables = JsonFile.ReadObject(arguments.Required("input"));
        var template = Template.Parse(source, arguments.Has("chat") ? TemplateOptions.Chat : TemplateOptions.Prompt);
        var text = template.Render(variables.EnumerateObject().ToDictionary(static field => field.Name, static field => (object?)field.Value), cancel);
        if (!arguments.Has("json")) Console.Out.Write(text);
        return Task.FromResult(new CommandResult(new JsonObject { ["text"] = text }, $"{text.Length} characters."));
    }
}
