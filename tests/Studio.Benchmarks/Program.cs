using Studio.Benchmarks;
using Studio.Benchmarks.Starters;

// One benchmark per name; each prints a small table. Build in Release and leave the machine alone while it runs.
var benchmarks = new Dictionary<string, Func<string[], Task>>
{
    ["gate"] = GateBenchmark.RunAsync,
    ["estimate"] = EstimateBenchmark.RunAsync,
    ["scaling"] = ScalingBenchmark.RunAsync,
    ["runs"] = ManyRunsBenchmark.RunAsync,
    ["starters"] = StarterBenchmark.RunAsync,
    ["retrieval"] = RetrievalBenchmark.RunAsync,
    ["language"] = LanguageBenchmark.RunAsync,
    ["questions"] = QuestionBenchmark.RunAsync,
    ["serving"] = ServingBenchmark.RunAsync,
    ["datasets"] = DatasetsBenchmark.RunAsync,
};

if (args.Length == 0 || !benchmarks.TryGetValue(args[0], out var run))
{
    Console.Error.WriteLine($"usage: dotnet run --project tests/Studio.Benchmarks -c Release -- {string.Join('|', benchmarks.Keys)} [options]");
    return 2;
}

await run(args[1..]);
return 0;
