using Studio.Cli.CommandLine;
using Studio.Cli.Metrics;

namespace Studio.Cli.Commands;

/// <summary>Scores predictions whose truth is known, or the agreement of annotators.</summary>
internal sealed class MetricsCommand : ICommand
{
    public string Name => "metrics";

    public string Usage => "--input predictions.jsonl";

    public Task<CommandResult> RunAsync(Arguments arguments, CancellationToken cancel)
    {
        var rows = PredictionRows.Read(arguments.Required("input"));
        return Task.FromResult(new CommandResult(
            rows.Kind switch
            {
                PredictionKind.SingleLabel => SingleLabelMetrics.Of(rows),
                PredictionKind.MultiLabel => MultiLabelMetrics.Of(rows),
                PredictionKind.Regression => RegressionMetrics.Of(rows),
                PredictionKind.Tags => TagMetrics.Of(rows),
                PredictionKind.Text => TextMetrics.Of(rows),
                _ => AgreementMetrics.Of(rows),
            },
            Sentence: null));
    }
}
