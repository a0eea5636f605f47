using Studio.Trainer.Runs;

namespace Studio.Core.Tuning.Steering;

/// <summary>A recipe as the run followed it in the end. The run's own recipe stays as it was launched.</summary>
public static class FinalRecipe
{
    public static Recipe Of(Recipe launched, IEnumerable<InterventionView> interventions)
    {
        var recipe = launched;
        foreach (var made in interventions.Where(i => i.Step is not null).OrderBy(i => i.Step))
        {
            recipe = recipe with
            {
                MaxSteps = made.MaxSteps ?? recipe.MaxSteps,
                Optimizer = made.LearningRate is { } rate ? recipe.Optimizer with { LearningRate = rate } : recipe.Optimizer,
            };
        }

        return recipe;
    }
}
