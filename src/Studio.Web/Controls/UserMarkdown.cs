using Ganss.Xss;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.AspNetCore.Components;
using Studio.Core.Teams;

namespace Studio.Web.Controls;

/// <summary>
/// The one way from a text that a person wrote to HTML on a page. Markdown is read with raw HTML shown as the characters it is, and what comes out
/// passes a sanitizer that keeps named elements, attributes and schemes only: two guards, each enough by itself.
/// </summary>
public static class UserMarkdown
{
    // The page has its own headings above; the text's begin below them.
    private const int HeadingsBelow = 2;

    private const string MentionClass = "mention";

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .DisableHtml().UsePipeTables().UseEmphasisExtras(Markdig.Extensions.EmphasisExtras.EmphasisExtraOptions.Strikethrough).UseAutoLinks().UseSoftlineBreakAsHardlineBreak().Build();

    private static readonly HtmlSanitizer Sanitizer = Make();

    /// <summary>The text as HTML that can do nothing but be read; where it mentions one of the names, the name stands out.</summary>
    public static MarkupString ToHtml(string text, params IReadOnlyCollection<string> names)
    {
        try
        {
            return new MarkupString(Sanitizer.Sanitize(Written(text, names)));
        }
        catch (ArgumentException)
        {
            // Markdig's answer to elements within elements without end: such a text is shown as it was typed.
            return new MarkupString(Sanitizer.Sanitize($"<pre>{System.Net.WebUtility.HtmlEncode(text)}</pre>"));
        }
    }

    private static string Written(string text, IReadOnlyCollection<string> names)
    {
        var document = Markdown.Parse(text, Pipeline);
        foreach (var heading in document.Descendants<HeadingBlock>())
            heading.Level = Math.Min(6, heading.Level + HeadingsBelow);
        // A picture would tell its server who reads this page, and when: it becomes a link.
        foreach (var picture in document.Descendants<LinkInline>().Where(link => link.IsImage))
            picture.IsImage = false;
        if (names.Count > 0)
        {
            foreach (var literal in document.Descendants<LiteralInline>().ToList())
                MarkMentions(literal, names);
        }

        return document.ToHtml(Pipeline);
    }

    private static void MarkMentions(LiteralInline literal, IReadOnlyCollection<string> names)
    {
        var parts = Mentions.Split(literal.Content.ToString(), names);
        if (!parts.Any(part => part.IsMention))
            return;
        foreach (var part in parts)
        {
            var text = new LiteralInline(part.Text);
            Inline[] written = part.IsMention ? [new HtmlInline($"<span class=\"{MentionClass}\">"), text, new HtmlInline("</span>")] : [text];
            foreach (var inline in written)
                literal.InsertBefore(inline);
        }

        literal.Remove();
    }

    private static HtmlSanitizer Make()
    {
        var sanitizer = new HtmlSanitizer(new HtmlSanitizerOptions
        {
            AllowedTags = new HashSet<string>
            {
                "p", "br", "hr", "h3", "h4", "h5", "h6", "strong", "em", "del", "code", "pre", "blockquote", "ul", "ol", "li", "a",
                "table", "thead", "tbody", "tr", "th", "td", "span",
            },
            AllowedAttributes = new HashSet<string> { "href", "title", "start", "class" },
            AllowedClasses = new HashSet<string> { MentionClass },
            AllowedSchemes = new HashSet<string> { "http", "https", "mailto" },
            UriAttributes = new HashSet<string> { "href" },
            AllowedCssProperties = new HashSet<string>(),
            AllowedAtRules = new HashSet<AngleSharp.Css.Dom.CssRuleType>(),
        });
        sanitizer.PostProcessNode += (_, node) =>
        {
            // A new window keeps the page that is worked on; it learns nothing of where it was opened from.
            if (node.Node is not AngleSharp.Dom.IElement { LocalName: "a" } link)
                return;
            link.SetAttribute("target", "_blank");
            link.SetAttribute("rel", "noopener noreferrer nofollow");
        };
        return sanitizer;
    }
}
