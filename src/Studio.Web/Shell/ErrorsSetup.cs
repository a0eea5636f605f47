using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Studio.Core;
using Studio.Web.Models.OpenAi;

namespace Studio.Web.Shell;

/// <summary>Mistakes that a person can mend arrive as sentences: as a problem document for programs, as a page for browsers.</summary>
public static class ErrorsSetup
{
    // What a person can mend is no fault of the server, so it is answered and not logged.
    public static void UseStudioErrors(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            SuppressDiagnosticsCallback = failure => failure.Exception is StudioException or BadHttpRequestException,
            ExceptionHandler = AnswerAsync,
        });
        app.UseStatusCodePages(context => AnswerAsync(context.HttpContext, context.HttpContext.Response.StatusCode, Sentence(context.HttpContext.Response.StatusCode)));
    }

    public static (int Status, string Sentence) Explain(Exception? error) => error switch
    {
        NotFoundException => (StatusCodes.Status404NotFound, error.Message),
        ForbiddenException => (StatusCodes.Status403Forbidden, error.Message),
        ConflictException => (StatusCodes.Status409Conflict, error.Message),
        UnavailableException => (StatusCodes.Status503ServiceUnavailable, error.Message),
        StudioException => (StatusCodes.Status400BadRequest, error.Message),
        BadHttpRequestException bad => (bad.StatusCode, "The request cannot be read: " + bad.Message),
        _ => (StatusCodes.Status500InternalServerError, "Something went wrong inside Studio. What was stored before is safe; the log of the server says more."),
    };

    private static Task AnswerAsync(HttpContext context)
    {
        var (status, sentence) = Explain(context.Features.Get<IExceptionHandlerFeature>()?.Error);
        return AnswerAsync(context, status, sentence);
    }

    private static Task AnswerAsync(HttpContext context, int status, string sentence)
    {
        if (context.Request.Path.StartsWithSegments(OpenAiError.Path))
            return OpenAiError.Of(status, sentence).WriteAsync(context);
        context.Response.StatusCode = status;
        IResult answer = context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal)
            ? new RazorComponentResult<ErrorPage>(new { Status = status, Sentence = sentence, Context = context }) { StatusCode = status }
            : Results.Problem(sentence, statusCode: status);
        return answer.ExecuteAsync(context);
    }

    private static string Sentence(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "The page was open for too long, or came from elsewhere. Go back, load it again and repeat what you did; nothing was changed.",
        StatusCodes.Status401Unauthorized => "Sign in first, or send an API key.",
        StatusCodes.Status403Forbidden => "You may not do this. An Owner of the team can change your role.",
        StatusCodes.Status404NotFound => "This page does not exist, or you have no access to it.",
        StatusCodes.Status429TooManyRequests => "There were too many attempts from here. Wait a minute, then try again.",
        _ => "This cannot be answered.",
    };
}
