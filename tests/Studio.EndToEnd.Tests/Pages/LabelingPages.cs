using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Studio.EndToEnd.Tests.App;

namespace Studio.EndToEnd.Tests.Pages;

/// <summary>Setting up a labeling session and answering in it with the keyboard.</summary>
public sealed partial class LabelingPages(Person person)
{
    private IPage Page => person.Page;

    public async Task<string> CreateSessionAsync(string project, string name, string labels, int examples, int overlap = 1)
    {
        await person.GoAsync($"{project}/labeling/new");
        await Page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await Page.GetByLabel("Labels, one on each line").FillAsync(labels);
        await Page.GetByLabel("Only those without a label").UncheckAsync();
        await Page.GetByLabel("At most").FillAsync($"{examples}");
        await Page.GetByLabel("People who answer each example").FillAsync($"{overlap}");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Create session" }).ClickAsync();
        await Page.WaitForURLAsync(SessionAddress());
        return SessionAddress().Match(Page.Url).Value;
    }

    /// <summary>Answers a number of examples with a key and returns their texts. Each answer is acknowledged before the next.</summary>
    public async Task<List<string>> LabelAsync(string session, string key, int count)
    {
        await person.GoAsync($"{session}/label");
        var text = Page.GetByRole(AriaRole.Region, new() { Name = "Text to label" }).Locator("p");
        await Assertions.Expect(text).Not.ToBeEmptyAsync();
        var texts = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var shown = await text.InnerTextAsync();
            texts.Add(shown);
            await Page.Keyboard.PressAsync(key);
            await Assertions.Expect(text).Not.ToHaveTextAsync(shown);
        }

        await Assertions.Expect(Page.GetByText("Saved", new() { Exact = true })).ToBeVisibleAsync();
        return texts;
    }

    /// <summary>Answers examples by searching for the label that <paramref name="choose"/> gives to their text; returns the texts.</summary>
    public async Task<List<string>> LabelBySearchAsync(string session, int count, Func<string, string> choose)
    {
        await person.GoAsync($"{session}/label");
        var text = Page.GetByRole(AriaRole.Region, new() { Name = "Text to label" }).Locator(".lab-text");
        await Assertions.Expect(text).Not.ToBeEmptyAsync();
        var texts = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var shown = await text.InnerTextAsync();
            texts.Add(shown);
            await Page.Keyboard.PressAsync("/");
            await Assertions.Expect(Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search labels" })).ToBeFocusedAsync();
            await Page.Keyboard.TypeAsync(choose(shown));
            await Page.Keyboard.PressAsync("Enter");
            // After the last there may be nothing left to show.
            if (i + 1 < count)
                await Assertions.Expect(text).Not.ToHaveTextAsync(shown);
        }

        await Assertions.Expect(Page.GetByText("Saved", new() { Exact = true })).ToBeVisibleAsync();
        return texts;
    }

    /// <summary>Makes a session in which people mark spans in every example of the only dataset.</summary>
    public async Task<string> CreateSpanSessionAsync(string project, string name, string labels)
    {
        await person.GoAsync($"{project}/labeling/new");
        await Page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await Page.GetByLabel("People give").SelectOptionAsync("Spans");
        await Page.GetByLabel("Labels, one on each line").FillAsync(labels);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Create session" }).ClickAsync();
        await Page.WaitForURLAsync(SessionAddress());
        return SessionAddress().Match(Page.Url).Value;
    }

    /// <summary>Marks spans with the word cursor: arrows to the first word, Shift to the last, then the label's key; Enter submits.</summary>
    public async Task MarkAsync(string session, int count, Func<string, IEnumerable<(int Start, int End, string Key)>> spans)
    {
        await person.GoAsync($"{session}/label");
        var text = Page.GetByRole(AriaRole.Region, new() { Name = "Text to label" }).Locator(".lab-text");
        await Assertions.Expect(text).Not.ToBeEmptyAsync();
        for (var i = 0; i < count; i++)
        {
            var shown = await text.EvaluateAsync<string>("e => e.textContent");
            var starts = await Page.EvaluateAsync<int[]>("""
                text => [...new Intl.Segmenter(undefined, { granularity: "word" }).segment(text)].filter(s => s.segment.trim()).map(s => s.index)
                """, shown);
            foreach (var (start, end, key) in spans(shown))
            {
                var (first, last) = (Array.IndexOf(starts, start), Array.FindLastIndex(starts, s => s < end));
                await Page.Keyboard.PressAsync("Home");
                for (var step = 0; step < first; step++)
                    await Page.Keyboard.PressAsync("ArrowRight");
                for (var step = first; step < last; step++)
                    await Page.Keyboard.PressAsync("Shift+ArrowRight");
                await Page.Keyboard.PressAsync(key);
            }

            await Page.Keyboard.PressAsync("Enter");
            if (i + 1 < count)
                await Assertions.Expect(text).Not.ToHaveTextAsync(shown);
        }

        await Assertions.Expect(Page.GetByText("Saved", new() { Exact = true })).ToBeVisibleAsync();
    }

    /// <summary>Settles every disagreement for the label that <paramref name="choose"/> gives to the text; returns how many there were.</summary>
    public async Task<int> AdjudicateAsync(string session, Func<string, string> choose)
    {
        await person.GoAsync($"{session}/disagreements");
        var panel = Page.GetByRole(AriaRole.Group, new() { Name = "Disagreement" });
        var settled = Page.GetByRole(AriaRole.Heading, new() { Name = "All disagreements are settled" });
        var count = 0;
        for (; ; count++)
        {
            await Assertions.Expect(panel.Or(settled)).ToBeVisibleAsync();
            if (await settled.IsVisibleAsync())
                return count;
            var text = panel.Locator(".lab-text");
            var shown = await text.InnerTextAsync();
            await panel.GetByText(choose(shown), new() { Exact = true }).ClickAsync();
            await Assertions.Expect(text.Filter(new() { HasText = shown })).ToHaveCountAsync(0);
        }
    }

    /// <summary>How many answers the session's page counts.</summary>
    public async Task ExpectAnswersAsync(string session, int answers)
    {
        await person.GoAsync(session);
        await Assertions.Expect(Page.GetByLabel("Progress", new() { Exact = true })).ToContainTextAsync(new Regex($@"Answers\s*{answers} of"));
    }

    [GeneratedRegex("/p/[0-9a-f-]{36}/labeling/[0-9a-f-]{36}")]
    private static partial Regex SessionAddress();
}
