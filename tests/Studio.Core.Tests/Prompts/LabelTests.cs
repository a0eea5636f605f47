using Studio.Core.Persistence;
using Studio.Core.Prompts;
using Studio.Core.Prompts.Labels;
using Studio.Core.Prompts.Live;
using Studio.Core.Teams;
using Studio.Core.Tests.Persistence;

namespace Studio.Core.Tests.Prompts;

public sealed class LabelTests
{
    [Theory]
    [OnBothEngines]
    public async Task A_label_tells_where_it_pointed_before_and_who_fetches_it(DatabaseEngine engine)
    {
        await using var world = await PromptsWorld.StartAsync(engine);
        var id = await world.CreateAsync("triage", "One");
        await world.Get<PublishVersion>().RunAsync(world.Ben, id, 1, new PromptContent { Text = "Two" }, "shorter");
        var (move, fetch) = (world.Get<MoveLabel>(), world.Get<FetchPrompt>());
        await move.RunAsync(world.Ada, id, "production", 1);
        await fetch.RunAsync(world.Viewer, null, "triage");
        await fetch.RunAsync(world.Viewer, world.ProjectId, "triage", number: 1);
        await move.RunAsync(world.Ben, id, "production", 2);
        await move.RunAsync(world.Ben, id, "production", 2);
        await fetch.RunAsync(world.Viewer, world.ProjectId, "triage", "Production");
        await move.RemoveAsync(world.Ada, id, "production");
        await move.RemoveAsync(world.Ada, id, "production");

        var seen = await world.Get<ReadLabels>().RunAsync(world.Viewer, id);
        Assert.Empty(seen.Labels);
        Assert.Equal([(2, null, "Ada"), (1, 2, "Ben"), (null, 1, "Ada")], seen.History.Select(m => (m.From, m.To, m.MovedBy)));
        Assert.Equal(["production 2", "version 1 1"], seen.Uses.Select(u => $"{u.Asked} {u.Number}").Order());
        Assert.All(seen.Uses, use => Assert.Equal(("Vic", false), (use.Caller, use.IsKey)));
    }

    [Fact]
    public async Task A_label_taken_away_while_it_is_used_is_missed_with_a_sentence_at_once()
    {
        await using var world = await PromptsWorld.StartAsync();
        var id = await world.CreateAsync("triage", "One");
        await world.Get<MoveLabel>().RunAsync(world.Ada, id, "production", 1);
        var program = Task.Run(async () =>
        {
            for (var i = 0; i < 1000; i++)
            {
                try
                {
                    Assert.Equal(1, (await world.Get<FetchPrompt>().RunAsync(world.Viewer, null, "triage")).Number);
                }
                catch (NoSuchVersionException gone)
                {
                    return gone.Message;
                }
            }

            return "";
        });
        await world.Get<MoveLabel>().RemoveAsync(world.Ben, id, "production");
        Assert.Contains("no label 'production'", await program, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_name_in_two_projects_is_asked_about_and_a_deleted_prompt_is_gone()
    {
        await using var world = await PromptsWorld.StartAsync();
        var id = await world.CreateAsync("triage", "One");
        var team = new Team { Name = "Second" };
        var project = new Project { TeamId = team.Id, Name = "Mails" };
        await world.Get<IWriteGate>().WriteAsync(db => db.AddRange(team, project, new Membership { TeamId = team.Id, UserId = world.Ada.UserId, Role = Role.Owner }));
        await world.Get<CreatePrompt>().RunAsync(world.Ada, project.Id, new NewPrompt("triage", null, null, null, new PromptContent { Text = "Mine" }));

        var fetch = world.Get<FetchPrompt>();
        Assert.Contains("Tickets (", (await Assert.ThrowsAsync<ConflictException>(() => fetch.RunAsync(world.Ada, null, "triage", "latest"))).Message, StringComparison.Ordinal);
        Assert.Equal("Mine", (await fetch.RunAsync(world.Ada, project.Id, "triage", "latest")).Content.Text);
        Assert.Equal("One", (await fetch.RunAsync(world.Viewer, null, "triage", "latest")).Content.Text);
        await world.Get<EditPrompt>().RunAsync(world.Ada, id, new PromptEdit(Archived: true));
        await Assert.ThrowsAsync<NotFoundException>(() => fetch.RunAsync(world.Viewer, null, "triage", "latest"));
        var taken = await Assert.ThrowsAsync<ConflictException>(() => world.CreateAsync("triage", "x", "support"));
        Assert.Contains("among the deleted ones", taken.Message, StringComparison.Ordinal);
        await world.Get<EditPrompt>().RunAsync(world.Ada, id, new PromptEdit(Archived: false));
        Assert.Equal(1, (await fetch.RunAsync(world.Viewer, null, "triage", "latest")).Number);
    }

    [Fact]
    public async Task Names_that_are_empty_or_taken_are_refused_with_where_they_lie()
    {
        await using var world = await PromptsWorld.StartAsync();
        await world.CreateAsync("triage", "One", "support/mail");
        Assert.Contains("in the folder support/mail", (await Assert.ThrowsAsync<ConflictException>(() => world.CreateAsync(" triage ", "x", "support/mail"))).Message, StringComparison.Ordinal);
        foreach (var name in new[] { "", "   ", "a/b", "-x" })
            await Assert.ThrowsAsync<InvalidInputException>(() => world.CreateAsync(name, "x"));
        var other = await world.CreateAsync("other", "x");
        await Assert.ThrowsAsync<ConflictException>(() => world.Get<EditPrompt>().RunAsync(world.Ada, other, new PromptEdit(Name: "triage")));
    }

    [Theory]
    [OnBothEngines]
    public async Task Everything_that_others_see_is_told_to_the_projects_feed_and_ticks_name_their_version(DatabaseEngine engine)
    {
        await using var world = await PromptsWorld.StartAsync(engine);
        using var feed = world.Get<PromptFeeds>().Of(world.ProjectId).Subscribe();
        var id = await world.CreateAsync("triage", "One");
        await world.Get<PublishVersion>().RunAsync(world.Ada, id, 1, new PromptContent { Text = "Two" }, null);
        await world.Get<MoveLabel>().RunAsync(world.Ada, id, "production", 2);
        await world.Get<TickChecklist>().RunAsync(world.Ben, id, "Clear", 1);
        await world.Get<TickChecklist>().RunAsync(world.Ben, id, "Clear", 2);
        await world.Get<TickChecklist>().RunAsync(world.Ada, id, "Clear", 2);
        await world.Get<TickChecklist>().RunAsync(world.Ada, id, "Clear", null);

        Assert.Equal(7, world.Get<PromptFeeds>().Of(world.ProjectId).Current);
        Assert.Equal(("Ben", 2), (await world.Get<TickChecklist>().ReadAsync(world.Viewer, id)).Select(t => (t.Person, t.Number)).Single());
        await Assert.ThrowsAsync<ForbiddenException>(() => world.Get<TickChecklist>().RunAsync(world.Viewer, id, "Clear", 1));
        await Assert.ThrowsAsync<InvalidInputException>(() => world.Get<TickChecklist>().RunAsync(world.Ada, id, "Beautiful", 1));
        await Assert.ThrowsAsync<NotFoundException>(() => world.Get<TickChecklist>().RunAsync(world.Outsider, id, "Clear", 1));
    }
}
