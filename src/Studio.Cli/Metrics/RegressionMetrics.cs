using System.Text.Json.Nodes;
using Studio.Trainer.Evaluation;

namespace Studio.Cli.Metrics;

/// <summary>Rows whose label is a number.</summary>
internal static class RegressionMetrics
{
    public static JsonObject Of(PredictionRows rows)
    {
        double[] Column(string name) => [.. rows.Rows.Select(row => row.Value.GetProperty(name).GetDouble())];
        var card = RegressionScorecard.Of(Column("label"), Column("prediction"));
        return new JsonObject
        {
            ["rows"] = card.Rows,
            ["mse"] = card.Mse,
            ["rmse"] = card.Rmse,
            ["mae"] = card.Mae,
            ["r2"] = MetricsJson.Number(card.R2),
            ["pearson"] = MetricsJson.Number(card.Pearson),
            ["spearman"] = MetricsJson.Number(card.Spearman),
            ["kendall_tau"] = MetricsJson.Number(card.KendallTauB),
        };
    }
}
