using Studio.Trainer.Models.Inspection;
using Studio.Trainer.Runs.Estimates;
using Studio.Web;

return args switch
{
    ["probe", var request] => await ProbeProgram.RunAsync(request, Console.Out, Console.Error),
    ["inspect", var folder] => await InspectionProgram.RunAsync(folder, Console.Out),
    _ => await StudioWebApplication.RunAsync(args),
};
