using MudBlazor;
using Studio.Core.Evaluation;
using Studio.Web.Shell;

namespace Studio.Web.Evaluation;

/// <summary>Scorecards of what was measured on frozen rows, and their comparison.</summary>
public sealed class EvaluationRoom : IRoom
{
    public string Name => "Evaluation";

    public int Order => 50;

    public string Icon => Icons.Material.Outlined.Balance;

    public string Path => "evaluation";

    public void AddServices(IHostApplicationBuilder builder)
    {
        builder.Services.AddEvaluation();
        builder.Services.AddScoped<IHomeSection, EvaluationHome>();
    }
}
