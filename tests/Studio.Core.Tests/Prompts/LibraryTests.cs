using Studio.Core.Persistence;
using Studio.Core.Prompts;
using Studio.Core.Tests.Persistence;

namespace Studio.Core.Tests.Prompts;

public sealed class LibraryTests
{
    [Theory]
    [OnBothEngines]
    public async Task Versions_are_numbered_kept_and_brought_back(DatabaseEngine engine)
    {
        await using var world = await PromptsWorld.StartAsync(engine);
        var id = await world.CreateAsync("triage", "One {{ text }}");
        Assert.Equal(2, await Publish(world, id, 1, "Two {{ text }}"));
        Assert.Equal(2, await Publish(world, id, 2, "Two {{ text }}"));
        Assert.Equal(3, await world.Get<PublishVersion>().RestoreAsync(world.Ada, id, 1));

        var page = await world.Get<ReadPrompt>().RunAsync(world.Viewer, id);
        Assert.Equal("One {{ text }}", page.Content.Text);
        Assert.Equal([3, 2, 1], page.Versions.Select(v => v.Number));
        Assert.Equal(page.Versions[2].Hash, page.Versions[0].Hash);
        Assert.Equal(1, page.Versions[0].RestoredFrom);
        Assert.Equal(["text"], page.Content.Variables);
        Assert.False(page.MayEdit);
        Assert.Equal("Two {{ text }}", (await world.Get<ReadPrompt>().RunAsync(world.Ada, id, 2)).Content.Text);
    }

    [Theory]
    [OnBothEngines]
    public async Task Two_who_publish_at_once_get_a_version_and_a_conflict(DatabaseEngine engine)
    {
        await using var world = await PromptsWorld.StartAsync(engine);
        var id = await world.CreateAsync("triage", "One");
        await world.Get<KeepDraft>().RunAsync(world.Ben, id, 1, new PromptContent { Text = "Ben's" });
        var both = new[] { (world.Ada, "Ada's"), (world.Ben, "Ben's") }.Select(async one =>
        {
            try
            {
                return (await world.Get<PublishVersion>().RunAsync(one.Item1, id, 1, new PromptContent { Text = one.Item2 }, null), "");
            }
            catch (ConflictException conflict)
            {
                return (0, conflict.Message);
            }
        });

        var results = await Task.WhenAll(both);
        Assert.Equal(2, results.Max(r => r.Item1));
        Assert.Contains("published version 2 while you were writing on version 1", Assert.Single(results, r => r.Item1 == 0).Item2, StringComparison.Ordinal);
        var page = await world.Get<ReadPrompt>().RunAsync(world.Ben, id);
        Assert.Equal(2, page.LatestNumber);
        Assert.Equal(page.Content.Text == "Ben's" ? null : "Ben's", page.Draft?.Content.Text);
    }

    [Fact]
    public async Task A_missing_label_is_an_error_and_never_another_version()
    {
        await using var world = await PromptsWorld.StartAsync();
        var id = await world.CreateAsync("triage", "One");
        await Publish(world, id, 1, "Two");
        var fetch = world.Get<FetchPrompt>();
        Assert.Contains("no label 'production'", (await Assert.ThrowsAsync<NoSuchVersionException>(
            () => fetch.RunAsync(world.Viewer, world.ProjectId, "triage"))).Message, StringComparison.Ordinal);

        await world.Get<MoveLabel>().RunAsync(world.Ada, id, "Production", 1);
        Assert.Equal(("One", 1), await Fetched());
        await world.Get<MoveLabel>().RunAsync(world.Ada, id, "production", 2);
        Assert.Equal(("Two", 2), await Fetched());
        Assert.Contains("It has: production", (await Assert.ThrowsAsync<NoSuchVersionException>(
            () => fetch.RunAsync(world.Viewer, world.ProjectId, "triage", "staging"))).Message, StringComparison.Ordinal);
        await world.Get<MoveLabel>().RemoveAsync(world.Ada, id, "production");
        await Assert.ThrowsAsync<NoSuchVersionException>(() => fetch.RunAsync(world.Viewer, world.ProjectId, "triage"));
        Assert.Equal(2, (await fetch.RunAsync(world.Viewer, world.ProjectId, "triage", "latest")).Number);
        await Assert.ThrowsAsync<InvalidInputException>(() => world.Get<MoveLabel>().RunAsync(world.Ada, id, "3", 1));
        Assert.Equal(3, await world.AuditCountAsync("prompt.label"));

        async Task<(string?, int)> Fetched()
        {
            var found = await fetch.RunAsync(world.Viewer, world.ProjectId, "triage");
            return (found.Content.Text, found.Number);
        }
    }

    [Theory]
    [OnBothEngines]
    public async Task Search_finds_names_and_bodies_in_folders_and_by_tag(DatabaseEngine engine)
    {
        await using var world = await PromptsWorld.StartAsync(engine);
        await world.CreateAsync("Triage", "Sort the ticket", "support/triage", "German", "fast");
        await world.CreateAsync("Summary", "Sum up the CALL", "support", "fast");
        await world.CreateAsync("Poem", "Write", "fun");
        Assert.Equal(["Poem", "Summary", "Triage"], await Names(new PromptFilter()));
        Assert.Equal(["Summary", "Triage"], await Names(new PromptFilter(Folder: "support")));
        Assert.Equal(["Summary"], await Names(new PromptFilter(Search: "call")));
        Assert.Equal(["Triage"], await Names(new PromptFilter(Tag: "german")));
        Assert.Equal(["fun", "support", "support/triage"], await world.Get<ListPrompts>().FoldersAsync(world.Viewer, world.ProjectId));

        async Task<string[]> Names(PromptFilter filter) =>
            [.. (await world.Get<ListPrompts>().RunAsync(world.Viewer, world.ProjectId, filter)).Select(p => p.Name)];
    }

    [Fact]
    public async Task Roles_and_walls_hold_in_every_use_case()
    {
        await using var world = await PromptsWorld.StartAsync();
        var id = await world.CreateAsync("triage", "One");
        var content = new PromptContent { Text = "Two" };
        await Assert.ThrowsAsync<ForbiddenException>(() => world.Get<PublishVersion>().RunAsync(world.Viewer, id, 1, content, null));
        await Assert.ThrowsAsync<ForbiddenException>(() => world.Get<MoveLabel>().RunAsync(world.Viewer, id, "production", 1));
        await Assert.ThrowsAsync<ForbiddenException>(() => world.Get<EditPrompt>().RunAsync(world.Viewer, id, new PromptEdit(Name: "x")));
        await Assert.ThrowsAsync<NotFoundException>(() => world.Get<ReadPrompt>().RunAsync(world.Outsider, id));
        await Assert.ThrowsAsync<NotFoundException>(() => world.Get<PublishVersion>().RunAsync(world.Outsider, id, 1, content, null));
        await Assert.ThrowsAsync<NotFoundException>(() => world.Get<KeepDraft>().RunAsync(world.Outsider, id, 1, content));
        await Assert.ThrowsAsync<NotFoundException>(() => world.Get<FetchPrompt>().RunAsync(world.Outsider, world.ProjectId, "triage", "latest"));
    }

    [Fact]
    public async Task A_template_that_cannot_be_read_is_refused_with_its_place()
    {
        await using var world = await PromptsWorld.StartAsync();
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => world.CreateAsync("triage", "fine\n{% include 'x' %}"));
        Assert.Contains("Line 2, column 4", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidInputException>(() => world.CreateAsync("../triage", "x"));
        await Assert.ThrowsAsync<InvalidInputException>(() => world.CreateAsync("triage", "x", "a/../b"));
        var chat = new PromptContent { Messages = [new PromptMessage("root", "x")] };
        await Assert.ThrowsAsync<InvalidInputException>(() => world.Get<CreatePrompt>().RunAsync(world.Ada, world.ProjectId, new NewPrompt("c", "", "", [], chat)));
    }

    private static Task<int> Publish(PromptsWorld world, Guid id, int basedOn, string text) =>
        world.Get<PublishVersion>().RunAsync(world.Ada, id, basedOn, new PromptContent { Text = text }, "changed");
}
