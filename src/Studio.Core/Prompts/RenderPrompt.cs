using Studio.Templates;

namespace Studio.Core.Prompts;

/// <summary>Fills a version's templates for one row.</summary>
public sealed class RenderPrompt(FewShot fewShot)
{
    private static readonly TemplateOptions Options = TemplateOptions.Prompt with { Strict = true, MaxOutput = 1_000_000, MaxSteps = 500_000 };

    /// <summary>Reads the templates and draws the worked examples once, for as many rows as follow.</summary>
    /// <exception cref="InvalidInputException">A template cannot be read, or the worked examples cannot be drawn.</exception>
    public PreparedPrompt Prepare(PromptContent content)
    {
        PromptRules.Check(content);
        var shots = content.FewShot is null ? null : fewShot.Draw(content.FewShot)
            .Select(example => (object?)new Dictionary<string, object?> { ["text"] = example.Text, ["label"] = example.Label }).ToList();
        return new PreparedPrompt(content.Answer is { Labels.Count: > 0 } answer ? answer.Labels : null, [.. content.Parts.Select(part => (part.Role, Template.Parse(part.Content, Options)))], shots);
    }
}

/// <summary>A prompt ready to be filled; safe to use from several threads at once.</summary>
public sealed class PreparedPrompt(IReadOnlyList<string>? labels, IReadOnlyList<(string Role, Template Template)> parts, IReadOnlyList<object?>? examples)
{
    /// <summary>The messages with their variables filled; a text prompt gives one message of the user. Values are data: nothing in them is read as a template or as a role.</summary>
    /// <exception cref="InvalidInputException">A variable is missing, or the template went over a limit.</exception>
    public IReadOnlyList<PromptMessage> Fill(IReadOnlyDictionary<string, object?> variables, CancellationToken cancel = default)
    {
        var given = new Dictionary<string, object?>(variables);
        if (labels is not null)
            given.TryAdd("labels", labels);
        if (examples is not null)
            given["examples"] = examples;
        var filled = new List<PromptMessage>(parts.Count);
        foreach (var (role, template) in parts)
        {
            try
            {
                filled.Add(new PromptMessage(role.Length == 0 ? "user" : role, template.Render(given, cancel)));
            }
            catch (TemplateException error)
            {
                throw new InvalidInputException($"{(role.Length == 0 ? "The prompt" : $"The {role} message")} cannot be filled. {error.Message}");
            }
        }

        return filled;
    }
}
