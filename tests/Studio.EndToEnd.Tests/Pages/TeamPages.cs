using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Studio.EndToEnd.Tests.App;

namespace Studio.EndToEnd.Tests.Pages;

/// <summary>The team's members and its API keys.</summary>
public sealed class TeamPages(Person person)
{
    private IPage Page => person.Page;

    /// <summary>Adds somebody and returns the link that lets them choose a password.</summary>
    public async Task<string> AddMemberAsync(string project, Person member, string role)
    {
        await person.GoAsync($"{project}/team");
        await Page.GetByLabel("Name", new() { Exact = true }).FillAsync(member.Name);
        await Page.GetByLabel("E-mail", new() { Exact = true }).FillAsync(member.Email);
        await Page.GetByLabel("Role", new() { Exact = true }).SelectOptionAsync(role);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Add member" }).ClickAsync();
        return await Page.GetByRole(AriaRole.Textbox, new() { Name = $"Link for {member.Name}" }).InputValueAsync();
    }

    /// <summary>Makes an API key and returns it.</summary>
    public async Task<string> MakeKeyAsync(string project, string name, string role)
    {
        await person.GoAsync($"{project}/team/keys");
        await Page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await Page.GetByLabel("Role", new() { Exact = true }).SelectOptionAsync(role);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Make key" }).ClickAsync();
        return await Page.GetByRole(AriaRole.Textbox, new() { Name = "The new key" }).InputValueAsync();
    }

    /// <summary>The address of the project that the person is in: /p/{id}.</summary>
    public async Task<string> ProjectAsync()
    {
        await person.GoAsync("/");
        await Page.WaitForURLAsync(new Regex("/p/[0-9a-f-]{36}"));
        return Regex.Match(Page.Url, "/p/[0-9a-f-]{36}").Value;
    }
}
