using System.Globalization;
using Studio.Core;
using Studio.Core.Models.Serving;
using Studio.Core.Models.Serving.Limits;
using Studio.Trainer.Generation;

namespace Studio.Web.Models.OpenAi;

/// <summary>A refusal in the form that OpenAI's clients read: <c>{"error": {"message", "type", "param", "code"}}</c>.</summary>
public sealed record OpenAiError(int Status, string Message, string Type, string? Param, string? Code, TimeSpan? RetryAfter = null)
{
    public const string Path = "/v1";

    private const string Invalid = "invalid_request_error";

    public static OpenAiError Of(int status, string sentence) => status switch
    {
        StatusCodes.Status401Unauthorized => new(status, sentence, Invalid, null, "invalid_api_key"),
        StatusCodes.Status403Forbidden => new(status, sentence, Invalid, null, "insufficient_permissions"),
        StatusCodes.Status413PayloadTooLarge => new(status, sentence, Invalid, null, "request_too_large"),
        >= StatusCodes.Status500InternalServerError => new(status, sentence, "server_error", null, null),
        _ => new(status, sentence, Invalid, null, status == StatusCodes.Status404NotFound ? "unknown_url" : null),
    };

    public static OpenAiError Of(Exception error) => error switch
    {
        BadFieldException bad => new(StatusCodes.Status400BadRequest, bad.Message, Invalid, bad.Param, bad.Code),
        GenerationException { IsRefusal: true } => new(StatusCodes.Status400BadRequest, error.Message, Invalid, null, null),
        LimitReachedException limit => new(StatusCodes.Status429TooManyRequests, limit.Message, "rate_limit_exceeded", null, "rate_limit_exceeded", limit.RetryAfter),
        NotFoundException or NotApprovedException => new(StatusCodes.Status404NotFound, error.Message, Invalid, "model", "model_not_found"),
        ForbiddenException => Of(StatusCodes.Status403Forbidden, error.Message),
        UnavailableException => new(StatusCodes.Status503ServiceUnavailable, error.Message, "server_error", null, "unavailable", TimeSpan.FromSeconds(5)),
        InvalidInputException => new(StatusCodes.Status400BadRequest, error.Message, Invalid, null, null),
        // Files that were changed, a model that does not fit: only whoever runs the server can help.
        StudioException => new(StatusCodes.Status503ServiceUnavailable, error.Message, "server_error", "model", "model_unusable", TimeSpan.FromMinutes(1)),
        GenerationException => new(StatusCodes.Status500InternalServerError, error.Message, "server_error", null, "generation_failed"),
        BadHttpRequestException bad => Of(bad.StatusCode, "The request cannot be read: " + bad.Message),
        _ => Of(StatusCodes.Status500InternalServerError, "Something went wrong inside Studio; the log of the server says more."),
    };

    public object Body => new { error = new { message = Message, type = Type, param = Param, code = Code } };

    public async Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        if (RetryAfter is { } wait)
            context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        await context.Response.WriteAsJsonAsync(Body, OpenAiJson.Options, CancellationToken.None);
    }
}

/// <summary>A field of the request that cannot be used.</summary>
public sealed class BadFieldException(string param, string message, string? code = null) : StudioException(message)
{
    public string Param => param;

    public string? Code => code;
}
