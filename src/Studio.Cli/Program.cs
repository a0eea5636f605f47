using Studio.Cli.CommandLine;
using Studio.Cli.Commands;
using Studio.Cli.Commands.Devices;
using Studio.Cli.Commands.Devices.Gpu;

return await Application.RunAsync(
    [
        new TrainCommand(),
        new PredictCommand(),
        new TokenizeCommand(),
        new GenerateCommand(),
        new ScoreCommand(),
        new ForwardCommand(),
        new MergeCommand(),
        new RenderCommand(),
        new MetricsCommand(),
        new BenchCommand(),
        new ExportCommand(),
        new CorpusCommand(),
        new ProbeCommand(),
        new BenchPartCommand(),
        new BenchGpuCommand(),
    ],
    args);
