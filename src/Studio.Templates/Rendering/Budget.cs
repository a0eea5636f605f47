namespace Studio.Templates.Rendering;

/// <summary>What a rendering may still spend. Reaching a limit is an answer, never a hang.</summary>
internal sealed class Budget(TemplateOptions options, CancellationToken cancel)
{
    private int _steps;

    public TemplateOptions Options => options;

    public void Step(int line, int column)
    {
        if (++_steps > options.MaxSteps)
            throw new TemplateException($"This template does more than {options.MaxSteps:N0} steps; is there a loop over a loop over too much?", line, column);
        if ((_steps & 0xFF) == 0)
            cancel.ThrowIfCancellationRequested();
    }

    public void Size(long characters, int line, int column)
    {
        if (characters > options.MaxOutput)
            throw new TemplateException($"This makes a text of more than {options.MaxOutput:N0} characters.", line, column);
    }
}
