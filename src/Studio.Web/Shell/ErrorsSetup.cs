using Microsoft.AspNetCore.Diagnostics;
using Studio.Core;

namespace Studio.Web.Shell;

/// <summary>Mistakes that a person can mend arrive as sentences: as a problem document for programs, as a page for browsers.</summary>
public static class ErrorsSetup
{
    // What a person can mend is no fault of the server, so it is answered and not logged.
    public static void UseStudioErrors(this WebApplication app) => app.UseExceptionHandler(new ExceptionHandlerOptions
    {
        SuppressDiagnosticsCallback = failure => failure.Exception is StudioException or BadHttpRequestException,
        ExceptionHandler = AnswerAsync,
    });

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

    private static async Task AnswerAsync(HttpContext context)
    {
        var error = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        var (status, sentence) = Explain(error);
        context.Response.StatusCode = status;
        if (!context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal))
            await Results.Problem(sentence, statusCode: status).ExecuteAsync(context);
        else
            await context.Response.WriteAsync(sentence);
    }
}
