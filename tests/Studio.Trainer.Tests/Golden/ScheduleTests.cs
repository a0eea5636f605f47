using System.Text.Json.Nodes;
using Studio.Trainer.Optimization;

namespace Studio.Trainer.Tests.Golden;

[Trait("Category", "Golden")]
public sealed class ScheduleTests
{
    private static string? File => GoldenFolder.Root is { } root && System.IO.File.Exists(Path.Combine(root, "schedules", "schedules.json"))
        ? Path.Combine(root, "schedules", "schedules.json") : null;

    public static TheoryData<string> Schedules => File is null
        ? [GoldenFolder.Absent]
        : [.. GoldenFolder.Json(File)["schedules"]!.AsArray().Select(s => s!["name"]!.GetValue<string>())];

    [Theory, MemberData(nameof(Schedules))]
    public void Every_step_has_the_golden_rate(string name)
    {
        GoldenFolder.SkipIfAbsent(name);
        var golden = GoldenFolder.Json(File!);
        var wanted = golden["schedules"]!.AsArray().Single(s => s!["name"]!.GetValue<string>() == name)!;
        double rate = GoldenModel.Value(golden["base_lr"]);
        var options = wanted["options"]!.AsObject();
        var schedule = Schedule.Create(name, golden["warmup_steps"]!.GetValue<int>(), golden["total_steps"]!.GetValue<int>(), new(
            Option(options, "num_cycles"), Option(options, "power") ?? 1, (Option(options, "lr_end") ?? 0) / rate, (Option(options, "min_lr") ?? 0) / rate,
            (int?)Option(options, "num_decay_steps")));

        var expected = wanted["lr"]!.AsArray();

        for (int step = 0; step < expected.Count; step++)
            Assert.True(Math.Abs(GoldenModel.Value(expected[step]) - rate * schedule.Factor(step)) <= 1e-12 * rate, $"step {step}: expected {expected[step]}, got {rate * schedule.Factor(step)}");
    }

    private static double? Option(JsonObject options, string name) => options[name]?.GetValue<double>();
}
