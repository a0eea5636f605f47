using Microsoft.Playwright;

namespace Studio.EndToEnd.Tests.App;

/// <summary>The hands of somebody who has no mouse: what they go to is reached with Tab, and at every stop it shows that it has the focus.</summary>
public sealed class Hands(Person person)
{
    private const int Patience = 150;

    // Headings take the focus to be read from, not to be pressed.
    private const string Trouble = """
        () => {
          const e = document.activeElement;
          if (!e || e === document.body) return "Nothing has the focus";
          if (e.matches("h1, h2, main")) return "";
          const marked = x => { const s = getComputedStyle(x); return (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== "none"; };
          if (![e, e.parentElement, e.parentElement?.parentElement].some(x => x && marked(x))) return "The focus does not show";
          const box = e.getBoundingClientRect();
          if (box.bottom <= 0 || box.right <= 0 || box.top >= innerHeight || box.left >= innerWidth) return "The focus is off the screen";
          const over = document.elementFromPoint(Math.min(Math.max((box.left + box.right) / 2, 1), innerWidth - 1), Math.min(Math.max((box.top + box.bottom) / 2, 1), innerHeight - 1));
          return !over || e.contains(over) || over.contains(e) || [...(e.labels ?? [])].some(l => l.contains(over)) ? "" : `Something lies over the focus: ${over.outerHTML.slice(0, 120)}`;
        }
        """;

    private IPage Page => person.Page;

    public Task PressAsync(string key) => Page.Keyboard.PressAsync(key);

    public Task TypeAsync(string text) => Page.Keyboard.TypeAsync(text);

    /// <summary>Goes there with Tab, or with Shift+Tab.</summary>
    public async Task ToAsync(ILocator target, bool back = false)
    {
        await Assertions.Expect(target).ToBeVisibleAsync();
        for (var step = 0; !await HasFocusAsync(target); step++)
        {
            if (step == Patience)
                Assert.Fail($"{target} cannot be reached with Tab. {await person.DescribeAsync()}");
            await PressAsync(back ? "Shift+Tab" : "Tab");
        }

        await ExpectVisibleFocusAsync(target);
    }

    /// <summary>Goes there and presses Enter.</summary>
    public async Task EnterAsync(ILocator target, bool back = false)
    {
        await ToAsync(target, back);
        await PressAsync("Enter");
    }

    /// <summary>Goes to a field and writes into it, over what stands there.</summary>
    public async Task FillAsync(ILocator field, string text, bool back = false)
    {
        await ToAsync(field, back);
        await PressAsync("Control+a");
        await TypeAsync(text);
    }

    /// <summary>Goes to a select and chooses by typing the first letters of the choice.</summary>
    public async Task ChooseAsync(ILocator select, string letters, string value)
    {
        await ToAsync(select);
        await TypeAsync(letters);
        await Assertions.Expect(select).ToHaveValueAsync(value);
    }

    /// <summary>Presses Enter on a field for files and gives it one. The browser hears early that somebody waits for its chooser: it takes a moment to heed that.</summary>
    public async Task ChooseFileAsync(ILocator field, string path)
    {
        var opened = new TaskCompletionSource<IFileChooser>(TaskCreationOptions.RunContinuationsAsynchronously);
        Page.FileChooser += Opened;
        await EnterAsync(field);
        await (await opened.Task.WaitAsync(TimeSpan.FromSeconds(45))).SetFilesAsync(path);
        Page.FileChooser -= Opened;

        void Opened(object? sender, IFileChooser chooser) => opened.TrySetResult(chooser);
    }

    /// <summary>Opens the page of that name by the palette and waits for its heading to have the focus.</summary>
    public async Task JumpAsync(string words, string heading)
    {
        await PressAsync("Control+k");
        await ExpectFocusAsync(Page.GetByPlaceholder("Page, dataset, run"));
        await TypeAsync(words);
        await PressAsync("Enter");
        await ExpectHeadingAsync(heading);
    }

    /// <summary>The page's heading has the focus, so that reading and Tab begin there.</summary>
    public Task ExpectHeadingAsync(string name) => ExpectFocusAsync(Page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = name }));

    public async Task ExpectFocusAsync(ILocator target)
    {
        await Assertions.Expect(target).ToBeFocusedAsync();
        await ExpectVisibleFocusAsync(target);
    }

    private async Task ExpectVisibleFocusAsync(ILocator target)
    {
        var trouble = await Page.EvaluateAsync<string>(Trouble);
        Assert.True(trouble.Length == 0, $"{trouble}, at {target} of {Page.Url}.");
    }

    private static Task<bool> HasFocusAsync(ILocator target) => target.EvaluateAsync<bool>("e => e === document.activeElement");
}
