namespace Studio.Templates;

/// <summary>How a template is read and how much it may do. Nothing a template says can reach code, files or the network.</summary>
public sealed record TemplateOptions
{
    /// <summary>Prompts: whitespace is kept as written, an unknown variable is empty.</summary>
    public static readonly TemplateOptions Prompt = new();

    /// <summary>Models' chat templates, with the block trimming that <c>apply_chat_template</c> of transformers switches on.</summary>
    public static readonly TemplateOptions Chat = new() { TrimBlocks = true, LstripBlocks = true };

    /// <summary>Drops the first line break after a block tag (Jinja's <c>trim_blocks</c>).</summary>
    public bool TrimBlocks { get; init; }

    /// <summary>Drops blanks before a block tag that begins its line (Jinja's <c>lstrip_blocks</c>).</summary>
    public bool LstripBlocks { get; init; }

    /// <summary>An unknown variable is an error instead of empty text.</summary>
    public bool Strict { get; init; }

    /// <summary>Characters of the result, and of any text made on the way.</summary>
    public int MaxOutput { get; init; } = 4_000_000;

    /// <summary>Statements and expressions evaluated.</summary>
    public int MaxSteps { get; init; } = 2_000_000;

    /// <summary>Nesting of tags and of expressions.</summary>
    public int MaxDepth { get; init; } = 100;

    /// <summary>The clock behind <c>strftime_now</c>.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
