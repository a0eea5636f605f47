using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Studio.Core.Teams;

namespace Studio.Web.Tests.Shell;

/// <summary>The whole application on a free port with a storage of its own, and browsers in front of it that only know HTTP and cookies.</summary>
public sealed partial class RunningStudio : IAsyncDisposable
{
    public const string Email = "ada@example.org", Password = "violet harbour cobalt lamp";

    private readonly string _folder;

    private RunningStudio(WebApplication app, string folder, string console) => (App, _folder, Console) = (app, folder, console);

    public WebApplication App { get; }

    /// <summary>What was printed at start.</summary>
    public string Console { get; }

    public string Address => App.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public string SetupLink => SetupAddress().Match(Console).Value;

    public T Get<T>() where T : notnull => App.Services.GetRequiredService<T>();

    public static async Task<RunningStudio> StartAsync(bool setUp = true, params string[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("studio-shell-").FullName;
        string[] args = ["--urls", "http://127.0.0.1:0", "--Studio:Storage:Root", folder, "--Studio:Setup:Example", "false"];
        if (setUp)
            args = [.. args, "--Studio:Setup:AdminEmail", Email, "--Studio:Setup:AdminPassword", Password];
        args = [.. args, .. settings];
        var app = StudioWebApplication.Build(args, builder => builder.Logging.SetMinimumLevel(LogLevel.Error));
        var console = new StringWriter();
        await StudioWebApplication.StartAsync(app, console);
        return new RunningStudio(app, folder, console.ToString());
    }

    /// <summary>A browser without a circuit: it keeps cookies and does not follow redirects by itself.</summary>
    public HttpClient Browser()
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() })
        {
            BaseAddress = new Uri(Address),
        };
        client.DefaultRequestHeaders.Add("Accept", "text/html");
        return client;
    }

    public async Task<HttpClient> SignedInAsync(string email = Email, string password = Password)
    {
        var browser = Browser();
        var answer = await SignInAsync(browser, email, password);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        return browser;
    }

    public static Task<HttpResponseMessage> SignInAsync(HttpClient browser, string email, string password, string query = "") =>
        PostAsync(browser, "/account/sign-in" + query, new() { ["Email"] = email, ["Password"] = password });

    /// <summary>Loads the form, fills it in and sends it, as a browser would.</summary>
    public static async Task<HttpResponseMessage> PostAsync(HttpClient browser, string path, Dictionary<string, string> fields)
    {
        var page = await browser.GetStringAsync(path, TestContext.Current.CancellationToken);
        foreach (Match hidden in HiddenField().Matches(page))
            fields[hidden.Groups["name"].Value] = WebUtility.HtmlDecode(hidden.Groups["value"].Value);
        using var form = new FormUrlEncodedContent(fields);
        return await browser.PostAsync(new Uri(path, UriKind.RelativeOrAbsolute), form, TestContext.Current.CancellationToken);
    }

    public async Task<Actor> OwnerAsync() =>
        new((await Get<CheckPassword>().RunAsync(Email, Password, TestContext.Current.CancellationToken))!.Id);

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync(CancellationToken.None);
        await App.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [GeneratedRegex(@"http://\S+/setup\?token=\S+")]
    private static partial Regex SetupAddress();

    [GeneratedRegex("""<input type="hidden" name="(?<name>[^"]+)" value="(?<value>[^"]*)"[^>]*>""")]
    private static partial Regex HiddenField();
}
