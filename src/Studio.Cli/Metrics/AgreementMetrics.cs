using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Trainer.Evaluation.Agreement;

namespace Studio.Cli.Metrics;

/// <summary>Rows with the ratings of several annotators; a missing or null rating is allowed. Numbers also have an order and distances.</summary>
internal static class AgreementMetrics
{
    public static JsonObject Of(PredictionRows rows)
    {
        var annotators = rows.Rows.SelectMany(static row => row.Value.GetProperty("ratings").EnumerateObject().Select(static rating => rating.Name))
            .Distinct().Order(StringComparer.Ordinal).ToList();
        var units = rows.Rows.Select(row => annotators.Select(name => Rating(row.Value, name)).ToArray()).ToList();
        var texts = units.Select(static unit => unit.Select(static rating => rating?.ToString()).ToArray()).ToList();
        var result = new JsonObject
        {
            ["rows"] = rows.Rows.Count,
            ["annotators"] = MetricsJson.Texts(annotators),
            ["krippendorff_alpha"] = MetricsJson.Number(KrippendorffAlpha.Of(texts)),
        };
        if (units.All(static unit => unit.All(static rating => rating is null or { ValueKind: JsonValueKind.Number })))
        {
            var numbers = units.Select(static unit => unit.Select(static rating => rating?.GetDouble()).ToArray()).ToList();
            result["krippendorff_alpha_ordinal"] = MetricsJson.Number(KrippendorffAlpha.Of(numbers, AlphaLevel.Ordinal));
            result["krippendorff_alpha_interval"] = MetricsJson.Number(KrippendorffAlpha.Of(numbers, AlphaLevel.Interval));
        }

        var complete = texts.Where(static unit => unit.Length > 1 && unit.All(static rating => rating is not null)).Select(static unit => unit.Select(static rating => rating!).ToArray()).ToList();
        result["fleiss_kappa"] = MetricsJson.Number(FleissKappa.Of(complete));
        var pairs = Pairs(annotators, texts);
        if (pairs.Count == 1) result["cohen_kappa"] = pairs[0]!["cohen_kappa"]?.DeepClone();
        result["pairs"] = pairs;
        return result;
    }

    private static JsonArray Pairs(List<string> annotators, List<string?[]> units)
    {
        var pairs = new JsonArray();
        for (var i = 0; i < annotators.Count; i++)
        {
            for (var j = i + 1; j < annotators.Count; j++)
            {
                var both = units.Where(unit => unit[i] is not null && unit[j] is not null).ToList();
                pairs.Add((JsonNode)new JsonObject
                {
                    ["annotators"] = MetricsJson.Texts([annotators[i], annotators[j]]),
                    ["rows"] = both.Count,
                    ["agreement"] = both.Count == 0 ? null : MetricsJson.Number(both.Average(unit => unit[i] == unit[j] ? 1.0 : 0)),
                    ["cohen_kappa"] = MetricsJson.Number(CohenKappa.Of(both.Select(unit => unit[i]!).ToList(), both.Select(unit => unit[j]!).ToList())),
                });
            }
        }

        return pairs;
    }

    private static JsonElement? Rating(JsonElement row, string annotator) =>
        row.GetProperty("ratings").TryGetProperty(annotator, out var rating) && rating.ValueKind != JsonValueKind.Null ? rating : null;
}
