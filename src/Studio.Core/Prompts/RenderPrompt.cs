using Studio.Templates;

namespace Studio.Core.Prompts;

/// <summary>Fills a version's templates for one row.</summary>
public sealed class RenderPrompt(FewShot fewShot, SimilarShots similar)
{
    private static readonly TemplateOptions Options = TemplateOptions.Prompt with { Strict = true, MaxOutput = 1_000_000, MaxSteps = 500_000 };

    /// <summary>Reads the templates and draws the worked examples once, or makes ready to choose them for each text, for as many rows as follow.</summary>
    /// <exception cref="InvalidInputException">A template cannot be read, or the worked examples cannot be drawn.</exception>
    public async Task<PreparedPrompt> PrepareAsync(Guid projectId, PromptContent content, CancellationToken cancel = default)
    {
        PromptRules.Check(content);
        var shots = content.FewShot is null ? null : await Task.Run(() => fewShot.Draw(content.FewShot), cancel);
        if (content.FewShot is { SimilarBy: not null } slot)
            await similar.PrepareAsync(projectId, slot, cancel);
        return new PreparedPrompt(
            content.Answer is { Labels.Count: > 0 } answer ? answer.Labels : null, [.. content.Parts.Select(part => (part.Role, Template.Parse(part.Content, Options)))], shots,
            content.FewShot is { SimilarBy: not null } chosen ? (text, token) => similar.PickAsync(projectId, chosen, text, token) : null);
    }
}

/// <summary>A prompt ready to be filled; safe to use from several threads at once.</summary>
public sealed class PreparedPrompt(
    IReadOnlyList<string>? labels, IReadOnlyList<(string Role, Template Template)> parts, IReadOnlyList<WorkedExample>? examples,
    Func<string, CancellationToken, Task<IReadOnlyList<WorkedExample>>>? similar)
{
    /// <summary>
    /// The messages with their variables filled; a text prompt gives one message of the user. Values are data: nothing in them is read as a template or as
    /// a role. Worked examples that should be similar are chosen by <see cref="Like"/>.
    /// </summary>
    /// <exception cref="InvalidInputException">A variable is missing, or the template went over a limit.</exception>
    public Task<IReadOnlyList<PromptMessage>> FillAsync(IReadOnlyDictionary<string, object?> variables, CancellationToken cancel = default) =>
        FillAsync(variables, Like(variables), cancel);

    /// <summary>The same with worked examples like another text; like an empty one means those that the seed draws.</summary>
    /// <inheritdoc cref="FillAsync(IReadOnlyDictionary{string, object?}, CancellationToken)"/>
    public async Task<IReadOnlyList<PromptMessage>> FillAsync(IReadOnlyDictionary<string, object?> variables, string like, CancellationToken cancel = default) =>
        Fill(variables, similar is null || like.Length == 0 ? examples : await similar(like, cancel), cancel);

    /// <summary>The text at hand among some values: that of <c>text</c>, or all of them where there is none.</summary>
    public static string Like(IReadOnlyDictionary<string, object?> variables) => (variables.TryGetValue("text", out var text) && text is string given
        ? given : string.Join('\n', variables.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => v.Value).OfType<string>())).Trim();

    private List<PromptMessage> Fill(IReadOnlyDictionary<string, object?> variables, IReadOnlyList<WorkedExample>? shots, CancellationToken cancel)
    {
        var given = new Dictionary<string, object?>(variables);
        if (labels is not null)
            given.TryAdd("labels", labels);
        if (shots is not null)
            given["examples"] = shots.Select(example => (object?)new Dictionary<string, object?> { ["text"] = example.Text, ["label"] = example.Label }).ToList();
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
