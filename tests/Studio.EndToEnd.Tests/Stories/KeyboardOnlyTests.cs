using Microsoft.Playwright;
using Studio.EndToEnd.Tests.App;

namespace Studio.EndToEnd.Tests.Stories;

/// <summary>A working day of somebody who never touches the mouse: every place is reached by keys, and the focus is never lost on the way.</summary>
public sealed class KeyboardOnlyTests(BrowserFixture browser)
{
    private static readonly string[] Configured =
        ["--Studio:Setup:AdminEmail", "ada@example.org", "--Studio:Setup:AdminPassword", "Ada likes long sentences 42", "--Studio:Setup:AdminName", "Ada", "--Studio:Setup:Example", "true"];

    private static readonly string[] Texts = ["Mia flew to Oslo", "Tom lives in Rome", "Ida paid in Bern", "Ben works in Kyoto", "Eva sings in Lima", "Max rows in Cairo"];

    [Fact]
    public async Task A_day_of_work_goes_by_keys_alone()
    {
        await using var studio = await StudioApp.StartAsync(Configured);
        await using var ada = await browser.PersonAsync(studio, "Ada");
        var file = Path.Combine(Directory.CreateTempSubdirectory("studio-keys-").FullName, "places.csv");
        await File.WriteAllLinesAsync(file, Texts.Prepend("text"), TestContext.Current.CancellationToken);
        try
        {
            await SignInAsync(ada);
            await LookAroundAsync(ada);
            await ImportAsync(ada, file);
            await EditAnExampleAsync(ada);
            await LabelAsync(ada);
            await MarkAsync(ada);
            await WriteAPromptAsync(ada);
            await PrepareARunAsync(ada);
            ada.ExpectNoComplaints("favicon.ico", "style-src-elem");
        }
        catch (Exception error) when (error is PlaywrightException or TimeoutException)
        {
            Assert.Fail($"{error.Message}\n{await ada.DescribeAsync()}\nStudio said:\n{studio.Output}");
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        }
    }

    private static async Task SignInAsync(Person ada)
    {
        var (page, hands) = (ada.Page, new Hands(ada));
        await page.GotoAsync("/account/sign-in");
        await hands.ExpectFocusAsync(page.GetByLabel("E-mail"));
        await hands.TypeAsync(ada.Email);
        await hands.FillAsync(page.GetByLabel("Password"), ada.Password);
        await hands.EnterAsync(page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }));
        await ada.ReadyAsync();
        await hands.ExpectFocusAsync(page.GetByRole(AriaRole.Heading, new() { Level = 1 }));
    }

    private static async Task LookAroundAsync(Person ada)
    {
        var (page, hands) = (ada.Page, new Hands(ada));
        var (home, heading) = (new Uri(page.Url).AbsolutePath, page.GetByRole(AriaRole.Heading, new() { Level = 1 }));
        await hands.EnterAsync(page.GetByRole(AriaRole.Link, new() { Name = "Skip to the content" }), back: true);
        await hands.ExpectFocusAsync(page.GetByRole(AriaRole.Main));
        Assert.Equal(home, new Uri(page.Url).AbsolutePath);

        // What opens over the page gives the focus back to where it was.
        var keys = page.GetByRole(AriaRole.Button, new() { Name = "Keys of this page" });
        await hands.EnterAsync(keys, back: true);
        await hands.ExpectFocusAsync(page.GetByRole(AriaRole.Dialog, new() { Name = "Keys of this page" }).GetByRole(AriaRole.Button, new() { Name = "Close" }));
        await hands.PressAsync("Escape");
        await hands.ExpectFocusAsync(keys);
        await hands.PressAsync("Control+k");
        await hands.ExpectFocusAsync(page.GetByPlaceholder("Page, dataset, run"));
        await hands.PressAsync("Escape");
        await hands.ExpectFocusAsync(keys);
        await hands.PressAsync("?");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog, new() { Name = "Keys of this page" })).ToBeVisibleAsync();
        await hands.PressAsync("Escape");
        await hands.ExpectFocusAsync(keys);

        // A menu opens with Enter, closes with Escape at its head, and does not stay open behind somebody who goes on.
        var account = page.GetByLabel("Account of Ada");
        var signOut = page.GetByRole(AriaRole.Link, new() { Name = "Sign out" });
        await hands.EnterAsync(account);
        await hands.ToAsync(signOut);
        await hands.PressAsync("Escape");
        await hands.ExpectFocusAsync(account);
        await hands.PressAsync("Enter");
        await hands.ToAsync(signOut);
        await hands.PressAsync("Tab");
        await Assertions.Expect(signOut).ToBeHiddenAsync();
        await hands.PressAsync("g");
        await hands.PressAsync("h");
        await Assertions.Expect(heading).ToBeVisibleAsync();
    }

    private static async Task ImportAsync(Person ada, string file)
    {
        var (page, hands) = (ada.Page, new Hands(ada));
        await hands.JumpAsync("datasets", "Datasets");
        await hands.EnterAsync(page.GetByRole(AriaRole.Link, new() { Name = "New dataset" }));
        await hands.ExpectHeadingAsync("New dataset");
        await hands.FillAsync(page.GetByLabel("Name", new() { Exact = true }), "Places");
        await hands.EnterAsync(page.GetByRole(AriaRole.Button, new() { Name = "Create and import a file" }));
        await hands.ExpectHeadingAsync("Places");
        await hands.ChooseFileAsync(page.GetByLabel("Choose a file"), file);
        await hands.ExpectHeadingAsync("places.csv");
        await Assertions.Expect(page.GetByLabel("Text", new() { Exact = true })).ToHaveValueAsync("text");
        await hands.EnterAsync(page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }));
        await hands.ExpectHeadingAsync("Places");
        await Assertions.Expect(page.GetByText("6 examples").First).ToBeVisibleAsync();
    }

    private static async Task EditAnExampleAsync(Person ada)
    {
        var (page, hands) = (ada.Page, new Hands(ada));
        await hands.JumpAsync("places", "Places");
        var row = page.GetByRole(AriaRole.Link, new() { Name = Texts[1] });
        await hands.EnterAsync(row);
        var panel = page.GetByRole(AriaRole.Complementary, new() { Name = "Example" });
        await hands.ExpectFocusAsync(panel.GetByRole(AriaRole.Heading, new() { Name = "Example 2" }));
        var edit = panel.GetByRole(AriaRole.Button, new() { Name = "Edit" });
        await hands.EnterAsync(edit);
        await hands.ExpectFocusAsync(panel.GetByLabel("Text", new() { Exact = true }));
        await hands.FillAsync(panel.GetByLabel("Label", new() { Exact = true }), "south");
        await hands.EnterAsync(panel.GetByRole(AriaRole.Button, new() { Name = "Save" }));
        await Assertions.Expect(panel.GetByText("south")).ToBeVisibleAsync();
        await hands.ExpectFocusAsync(edit);
        await hands.PressAsync("u");
        await Assertions.Expect(panel.GetByText("none yet")).ToBeVisibleAsync();
        await hands.PressAsync("Escape");
        await Assertions.Expect(panel).ToBeHiddenAsync();
        await hands.ExpectFocusAsync(row);
    }

    private static async Task LabelAsync(Person ada)
    {
        var (page, hands) = (ada.Page, new Hands(ada));
        await CreateSessionAsync(ada, "Where", "north\nsouth", kind: null);
        var text = page.GetByRole(AriaRole.Region, new() { Name = "Text to label" });
        for (var answer = 0; answer < 3; answer++)
        {
            var shown = await text.InnerTextAsync();
            await hands.PressAsync($"{(answer % 2) + 1}");
            await Assertions.Expect(text).Not.ToHaveTextAsync(shown);
        }

        // Who goes to a label with Tab presses it like any other button.
        var before = await text.InnerTextAsync();
        var label = page.GetByRole(AriaRole.Group, new() { Name = "Labels" }).GetByRole(AriaRole.Button, new() { Name = "south" });
        await hands.ToAsync(label);
        await hands.PressAsync("Space");
        await Assertions.Expect(text).Not.ToHaveTextAsync(before);
        await hands.PressAsync("h");
        await Assertions.Expect(page.GetByRole(AriaRole.Complementary, new() { Name = "Your answers" }).GetByText("south")).ToHaveCountAsync(2);
        await hands.PressAsync("?");
        var help = page.GetByRole(AriaRole.Dialog, new() { Name = "Keys of this page" });
        await Assertions.Expect(help).ToBeVisibleAsync();
        Assert.True(await help.EvaluateAsync<bool>("dialog => dialog.contains(document.activeElement)"), "The list of keys is open and the focus is behind it.");
        await hands.PressAsync("Escape");
        await Assertions.Expect(help).ToBeHiddenAsync();
        await hands.ExpectFocusAsync(label);
    }

    private static async Task MarkAsync(Person ada)
    {
        var (page, hands) = (ada.Page, new Hands(ada));
        await CreateSessionAsync(ada, "Who", "person\nplace", kind: "Spans");
        var text = page.GetByRole(AriaRole.Region, new() { Name = "Text to label" }).Locator(".lab-text");
        await Assertions.Expect(text).Not.ToBeEmptyAsync();
        var shown = await text.InnerTextAsync();
        await hands.PressAsync("Home");
        await hands.PressAsync("1");
        await hands.PressAsync("End");
        await hands.PressAsync("2");
        var marks = page.GetByRole(AriaRole.Group, new() { Name = "Marked stretches" });
        await Assertions.Expect(marks.GetByRole(AriaRole.Button)).ToHaveCountAsync(2);
        await Assertions.Expect(marks.GetByRole(AriaRole.Button).First).ToContainTextAsync(shown.Split(' ')[0]);
        await hands.PressAsync("Enter");
        await Assertions.Expect(text).Not.ToHaveTextAsync(shown);
        await Assertions.Expect(page.GetByText("Saved", new() { Exact = true })).ToBeVisibleAsync();
    }

    private static async Task CreateSessionAsync(Person ada, string name, string labels, string? kind)
    {
        var (page, hands) = (ada.Page, new Hands(ada));
        await hands.JumpAsync("labeling", "Labeling");
        await hands.EnterAsync(page.GetByRole(AriaRole.Link, new() { Name = "New session" }));
        await hands.ExpectHeadingAsync("New session");
        await hands.FillAsync(page.GetByLabel("Name", new() { Exact = true }), name);
        await hands.ToAsync(page.GetByLabel("Dataset", new() { Exact = true }));
        await hands.TypeAsync("Places");
        if (kind is not null)
            await hands.ChooseAsync(page.GetByLabel("People give"), "marked", kind);
        await hands.FillAsync(page.Locator("#labels"), labels);
        await hands.EnterAsync(page.GetByRole(AriaRole.Button, new() { Name = "Create session" }));
        await hands.ExpectHeadingAsync(name);
        await hands.EnterAsync(page.GetByRole(AriaRole.Link, new() { Name = "Label", Exact = true }));
        await hands.ExpectHeadingAsync(name);
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Text to label" })).Not.ToBeEmptyAsync();
    }

    private static async Task WriteAPromptAsync(Person ada)
    {
        var (page, hands) = (ada.Page, new Hands(ada));
        await hands.JumpAsync("prompts", "Prompts");
        await hands.PressAsync("n");
        await hands.ExpectHeadingAsync("New prompt");
        await hands.FillAsync(page.GetByLabel("Name", new() { Exact = true }), "Where it is");
        await hands.EnterAsync(page.GetByRole(AriaRole.Button, new() { Name = "Create" }));
        await hands.ExpectHeadingAsync("Where it is");
        var text = page.GetByRole(AriaRole.Textbox, new() { Name = "Message 1, system" });
        await hands.ToAsync(text);
        await hands.PressAsync("Control+End");
        await hands.TypeAsync(" Name the town only.");
        await hands.FillAsync(page.GetByLabel("What changed and why"), "Towns");
        var publish = page.GetByRole(AriaRole.Button, new() { Name = "Publish version 2" });
        await Assertions.Expect(publish).ToBeEnabledAsync();
        await hands.EnterAsync(publish);
        await Assertions.Expect(page.GetByText("Version 2 is published")).ToBeVisibleAsync();
        await hands.EnterAsync(page.GetByRole(AriaRole.Link, new() { Name = "Versions" }), back: true);
        await Assertions.Expect(page.GetByText("Towns", new() { Exact = true })).ToBeVisibleAsync();
    }

    private static async Task PrepareARunAsync(Person ada)
    {
        var (page, hands) = (ada.Page, new Hands(ada));
        await hands.JumpAsync("tuning", "Tuning");
        await hands.EnterAsync(page.GetByRole(AriaRole.Link, new() { Name = "Launch" }));
        await hands.ExpectHeadingAsync("Launch a run");
        await hands.FillAsync(page.GetByLabel("Name", new() { Exact = true }), "By keys");
        await hands.FillAsync(page.GetByLabel("Steps", new() { Exact = true }), "40");
        await hands.PressAsync("Tab");
        await Assertions.Expect(page.GetByText("Draft saved")).ToBeVisibleAsync();
        var launch = page.GetByRole(AriaRole.Button, new() { Name = "Launch", Exact = true });
        await hands.ToAsync(launch, back: true);
        await Assertions.Expect(launch).ToBeEnabledAsync();
    }
}
