using Studio.Templates;

namespace Studio.Core.Prompts.Writing;

/// <summary>A remark on one of a prompt's templates, and where it stands; all counted from 1. A mistake keeps the prompt from being published.</summary>
public sealed record TemplateNote(int Part, int Line, int Column, string Sentence, bool IsMistake);

/// <summary>What the templates ask for and what is to say about them, while somebody writes.</summary>
public sealed record TemplateNotes(IReadOnlyList<string> Variables, IReadOnlyList<TemplateNote> Notes)
{
    public bool HasMistake => Notes.Any(note => note.IsMistake);

    /// <summary>Reads every part by itself, so that a mistake in one does not hide the others.</summary>
    public static TemplateNotes Of(PromptContent content)
    {
        var (variables, notes) = (new List<string>(), new List<TemplateNote>());
        foreach (var (part, number) in content.Parts.Select((part, index) => (part, index + 1)))
        {
            try
            {
                var template = Template.Parse(part.Content);
                variables.AddRange(template.Variables.Select(variable => variable.Name));
                notes.AddRange(template.Lint().Select(remark => new TemplateNote(number, remark.Line, remark.Column, remark.Message, false)));
            }
            catch (TemplateException mistake)
            {
                notes.Add(new TemplateNote(number, mistake.Line, mistake.Column, mistake.Reason, true));
            }
        }

        return new TemplateNotes([.. variables.Distinct()], notes);
    }

    /// <summary>The variables that somebody has to give; worked examples and labels give themselves.</summary>
    public IReadOnlyList<string> Asked(PromptContent content) =>
        [.. Variables.Where(name => !(name == "examples" && content.FewShot is not null) && !(name == "labels" && content.Answer is { Labels.Count: > 0 }))];
}
