using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Cli.CommandLine;
using Studio.Cli.Files;
using Studio.Trainer.Runs;
using Studio.Trainer.Text;

namespace Studio.Cli.Commands;

/// <summary>Texts to a model's ids and tokens.</summary>
internal sealed class TokenizeCommand : ICommand
{
    public string Name => "tokenize";

    public string Usage => "--model DIR --input in.jsonl --output out.jsonl [--no-special-tokens]";

    public Task<CommandResult> RunAsync(Arguments arguments, CancellationToken cancel)
    {
        var tokenizer = TokenizerFolder.Load(ModelFolder.Find(arguments.Required("model")));
        var rows = JsonLinesRows.Open(arguments.Required("input"));
        using var output = new JsonLinesOutput(arguments.Required("output"));
        long tokens = 0;
        foreach (var row in rows.Read())
        {
            cancel.ThrowIfCancellationRequested();
            var encoding = tokenizer.Encode(row.Text, row.TextPair, addSpecialTokens: !arguments.Has("no-special-tokens"));
            tokens += encoding.Length;
            var answer = new JsonObject
            {
                ["ids"] = JsonSerializer.SerializeToNode(encoding.Ids),
                ["tokens"] = JsonSerializer.SerializeToNode(encoding.Tokens),
            };
            if (row.TextPair is not null) answer["token_type_ids"] = JsonSerializer.SerializeToNode(encoding.TypeIds);
            output.Write(answer);
        }

        output.Complete();
        return Task.FromResult(new CommandResult(
            new JsonObject { ["rows"] = output.Rows, ["tokens"] = tokens }, $"{output.Rows} rows, {tokens} tokens."));
    }
}
