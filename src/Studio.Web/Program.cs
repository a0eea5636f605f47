using Studio.Trainer.Runs.Estimates;
using Studio.Web;

return args is ["probe", var request]
    ? await ProbeProgram.RunAsync(request, Console.Out, Console.Error)
    : await StudioWebApplication.RunAsync(args);
