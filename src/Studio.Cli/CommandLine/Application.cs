using System.Text.Encodings.Web;
using System.Text.Json;
using Studio.Templates;
using Studio.Trainer.Formats;
using Studio.Trainer.Generation;
using Studio.Trainer.Runs;
using Studio.Trainer.Text;

namespace Studio.Cli.CommandLine;

/// <summary>Finds the command, runs it, and turns what happened into an exit code: 0 done, 1 failed, 2 wrong usage.</summary>
internal static class Application
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Indented = new(Compact) { WriteIndented = true };

    public static async Task<int> RunAsync(IReadOnlyList<ICommand> commands, string[] args)
    {
        if (args is [] or ["--help" or "-h" or "help"])
        {
            await (args.Length == 0 ? Console.Error : Console.Out).WriteLineAsync(Overview(commands));
            return args.Length == 0 ? 2 : 0;
        }

        if (commands.FirstOrDefault(command => command.Name == args[0]) is not { } command)
            return await FailAsync(2, $"There is no command '{args[0]}'.\n{Overview(commands)}");
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };
        try
        {
            var arguments = new Arguments(command.Usage, args.Skip(1));
            Report(await command.RunAsync(arguments, stop.Token), arguments.Has("json"));
            return 0;
        }
        catch (UsageException e)
        {
            return await FailAsync(2, $"{e.Message}\nusage: studio {command.Name} {command.Usage} [--json]");
        }
        catch (OperationCanceledException)
        {
            return await FailAsync(1, "Stopped.");
        }
        catch (Exception e) when (e is TrainingException or GenerationException or TokenizerException or ModelFormatException or TemplateException or IOException or UnauthorizedAccessException)
        {
            return await FailAsync(1, e.Message);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return await FailAsync(1, $"{e.Message}\n{e.StackTrace}");
        }
    }

    private static void Report(CommandResult result, bool json)
    {
        if (json) Console.Out.WriteLine(result.Summary.ToJsonString(Compact));
        else if (result.Sentence is null) Console.Out.WriteLine(result.Summary.ToJsonString(Indented));
        else Console.Error.WriteLine(result.Sentence);
    }

    private static async Task<int> FailAsync(int code, string sentence)
    {
        await Console.Error.WriteLineAsync(sentence);
        return code;
    }

    private static string Overview(IEnumerable<ICommand> commands) =>
        "usage:\n" + string.Join('\n', commands.Select(static command => $"  studio {command.Name} {command.Usage} [--json]"));
}
