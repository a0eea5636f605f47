using Microsoft.AspNetCore.Authorization;
using Studio.Core;
using Studio.Core.Models.Serving.Asking;
using Studio.Core.Models.Serving.Hosting;
using Studio.Trainer.Generation;
using Studio.Trainer.Models;
using Studio.Web.Api;

namespace Studio.Web.Models.OpenAi;

/// <summary>What OpenAI's clients call: approved language models, base models of this server, and encoders for vectors.</summary>
internal static class OpenAiApi
{
    public static void MapOpenAi(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup(OpenAiError.Path).WithTags("OpenAI-compatible").DisableAntiforgery()
            .RequireAuthorization(new AuthorizeAttribute { AuthenticationSchemes = ApiKeyHandler.Scheme });
        group.MapGet("models", ListAsync).WithName("ListCallableModels").WithSummary("Models that answer");
        group.MapGet("models/{**id}", FindAsync).WithName("FindCallableModel").WithSummary("One of them");
        group.MapPost("chat/completions", ChatAsync).WithName("CreateChatCompletion").WithSummary("Go on with a conversation").WithDescription("As OpenAI describes it: streaming, n, stop, seed, logprobs, response_format with a JSON schema.");
        group.MapPost("completions", CompleteAsync).WithName("CreateCompletion").WithSummary("Go on with a text").WithDescription("A text or tokens; echo with logprobs tells how likely the prompt itself is.");
        group.MapPost("embeddings", EmbedAsync).WithName("CreateEmbedding").WithSummary("Turn texts into vectors").WithDescription("The mean of an encoder's vectors over a text's tokens, scaled to length 1.");
        group.MapFallback("{**path}", UnknownAsync);
        foreach (var endpoint in new[] { "chat/completions", "completions", "embeddings" })
            group.MapMethods(endpoint, ["GET", "PUT", "DELETE", "PATCH"], WrongMethodAsync).ExcludeFromDescription();
    }

    private static Task ListAsync(HttpContext context, CallableModels models) => CallOf(context).RunAsync(async call =>
        await context.Response.WriteAsJsonAsync(new { @object = "list", data = (await models.ListAsync(call.Actor, call.Cancel)).Select(ModelOf) }, OpenAiJson.Options, call.Cancel), counts: false);

    private static Task FindAsync(HttpContext context, string id, CallableModels models) => CallOf(context).RunAsync(async call =>
        await context.Response.WriteAsJsonAsync(ModelOf(await models.FindAsync(call.Actor, id, call.Cancel)), OpenAiJson.Options, call.Cancel), counts: false);

    private static Task ChatAsync(HttpContext context, CallableModels models, ModelHost host, TimeProvider time) => CallOf(context).RunAsync(async call =>
    {
        var question = ChatQuestion.Read(await call.BodyAsync());
        var model = await models.FindAsync(call.Actor, question.Shared.Model, call.Cancel);
        using var borrowed = await host.BorrowAsync<TextGenerator>(model.Files, call.Cancel);
        int[] prompt;
        try
        {
            prompt = Questions.OfChat(borrowed.Model, question.Messages, call.Cancel);
        }
        catch (InvalidInputException reason)
        {
            throw new BadFieldException("messages", reason.Message, "chat_template");
        }

        var form = new ChatForm(call.Id, question.Shared.Model, Fingerprint(model), time.GetUtcNow(), question.Shared.Request.TopLogprobs is not null);
        await new Answers(call, model, borrowed.Model, question.Shared, [prompt], "messages").Checked().SendAsync(form);
    });

    private static Task CompleteAsync(HttpContext context, CallableModels models, ModelHost host, TimeProvider time) => CallOf(context).RunAsync(async call =>
    {
        var question = CompletionQuestion.Read(await call.BodyAsync());
        var model = await models.FindAsync(call.Actor, question.Shared.Model, call.Cancel);
        using var borrowed = await host.BorrowAsync<TextGenerator>(model.Files, call.Cancel);
        var generator = borrowed.Model;
        int[][] prompts = [.. question.Prompts.Select(p => p.Ids ?? Questions.OfText(generator, p.Text!))];
        var answers = new Answers(call, model, generator, question.Shared, prompts, "prompt").Checked();
        var echoes = question.Echo ? await Echoes.OfAsync(generator, question, prompts, call.Cancel) : [];
        await answers.SendAsync(new CompletionForm(call.Id, question.Shared.Model, Fingerprint(model), time.GetUtcNow(), question.Shared.Request.TopLogprobs is not null, echoes), question.Writes);
    });

    private static Task EmbedAsync(HttpContext context, CallableModels models, ModelHost host) => CallOf(context).RunAsync(async call =>
    {
        var question = EmbeddingQuestion.Read(await call.BodyAsync());
        var model = await models.FindAsync(call.Actor, question.Model, call.Cancel);
        using var borrowed = await host.BorrowAsync<TextEmbedder>(model.Files, call.Cancel);
        if (question.Dimensions is { } wanted && wanted != borrowed.Model.Dimensions)
            throw new BadFieldException("dimensions", $"'dimensions' is {wanted}; the vectors of {question.Model} have {borrowed.Model.Dimensions} numbers.", "invalid_value");
        try
        {
            var embedded = await EmbedTexts.RunAsync(borrowed, question.Inputs, call.Cancel);
            call.Asked(model, embedded.Tokens);
            await context.Response.WriteAsJsonAsync(question.Answer(embedded), OpenAiJson.Options, call.Cancel);
        }
        catch (InvalidInputException reason)
        {
            throw new BadFieldException("input", reason.Message, "invalid_value");
        }
    });

    private static Task UnknownAsync(HttpContext context) => OpenAiError.Of(
        StatusCodes.Status404NotFound, $"{context.Request.Method} {context.Request.Path} is not served here. There are /v1/models, /v1/chat/completions, /v1/completions and /v1/embeddings.").WriteAsync(context);

    private static Task WrongMethodAsync(HttpContext context) =>
        OpenAiError.Of(StatusCodes.Status405MethodNotAllowed, $"{context.Request.Path} is asked by POST, not by {context.Request.Method}.").WriteAsync(context);

    private static OpenAiCall CallOf(HttpContext context) => ActivatorUtilities.CreateInstance<OpenAiCall>(context.RequestServices, context);

    private static object ModelOf(CallableModel model) => new
    {
        id = model.Id, @object = "model", created = new DateTimeOffset(model.Since).ToUnixTimeSeconds(), owned_by = model.Owner,
    };

    // Says which weights answered.
    private static string? Fingerprint(CallableModel model) => model.Files.Digest is { } digest ? "fp_" + digest[..12] : null;
}
