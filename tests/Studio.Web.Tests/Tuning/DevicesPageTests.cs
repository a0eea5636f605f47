using Bunit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Core.Tuning.Devices;
using Studio.Web.Shell;
using Studio.Web.Tuning.Devices;
using static Studio.Web.Tests.Tuning.TuningWeb;

namespace Studio.Web.Tests.Tuning;

public sealed class DevicesPageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task It_says_what_trains_and_tells_places_only_to_administrators()
    {
        await using var web = await StartAsync();
        await using var browser = new BunitContext();
        await using var other = new BunitContext();
        await web.Get<IWriteGate>().WriteAsync(
            (db, cancel) => db.Memberships.Where(m => m.UserId == web.Project.Maintainer.UserId).ExecuteUpdateAsync(set => set.SetProperty(m => m.Role, Role.Owner), cancel), Cancel);
        var owner = Open(browser, web, web.Project.Maintainer, Role.Owner);
        var viewer = Open(other, web, web.Project.Viewer, Role.Viewer);

        await owner.WaitForAssertionAsync(() => Assert.Contains("Loaded from", owner.Find(".facts").TextContent, StringComparison.Ordinal), Patience);
        await viewer.WaitForAssertionAsync(() => Assert.Contains("libtorch", viewer.Find(".facts").TextContent, StringComparison.Ordinal), Patience);

        Assert.DoesNotContain("Loaded from", viewer.Find(".facts").TextContent, StringComparison.Ordinal);
        Assert.Single(owner.FindAll("tbody tr"), row => row.TextContent.Contains("trains", StringComparison.Ordinal));
        Assert.Contains("Processor", owner.Find("tbody tr:last-child").TextContent, StringComparison.Ordinal);
        bool processor = owner.Find(".lead").TextContent.StartsWith("Runs use the processor.", StringComparison.Ordinal);
        Assert.Equal(processor, owner.FindAll(".device-steps li").Count > 0);
    }

    private static IRenderedComponent<DevicesPage> Open(BunitContext browser, TuningWeb web, Actor person, Role role)
    {
        browser.JSInterop.Mode = JSRuntimeMode.Loose;
        browser.Services.AddMudServices();
        browser.Services.AddSingleton(web.Get<ShowDevices>());
        var project = new ProjectLink(web.Project.Id, "Project", Guid.NewGuid(), "Team", role, false);
        var place = new Place(new Visitor(person.UserId, "Maja", "maja@example.org"), project, [project]);
        return browser.Render<DevicesPage>(parameters => parameters.Add(p => p.ProjectId, web.Project.Id).AddCascadingValue(place));
    }
}
