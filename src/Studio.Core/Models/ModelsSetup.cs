using Microsoft.Extensions.DependencyInjection;
using Studio.Core.Datasets.Vectors;
using Studio.Core.Models.Cards;
using Studio.Core.Models.Serving;
using Studio.Core.Models.Serving.Asking;
using Studio.Core.Models.Serving.Hosting;
using Studio.Core.Models.Serving.Limits;
using Studio.Core.Models.Serving.Sources;
using Studio.Core.Prompts.Connections;
using Studio.Core.Tuning;

namespace Studio.Core.Models;

public static class ModelsSetup
{
    /// <summary>Versions, their reviews and serving. Needs the scorecards and the storage.</summary>
    public static IServiceCollection AddModels(this IServiceCollection services, ServingOptions serving) => services
        .AddSingleton(serving)
        .AddSingleton<ModelFeeds>()
        .AddSingleton<ServingModels>()
        .AddSingleton(serving.Models)
        .AddSingleton(serving.Limits)
        .AddSingleton<ModelLoader>()
        .AddSingleton<ModelHost>()
        .AddSingleton<AdmittedModels>()
        .AddSingleton<CallableModels>()
        .AddSingleton<IModelSource, LocalModels>()
        .AddSingleton<IModelSource, TunedModels>()
        .AddSingleton<IEncoderSource, BaseEncoders>()
        .AddSingleton<IEncoderSource, TunedEncoders>()
        .AddSingleton<TalkToVersion>()
        .AddSingleton<TeamMeters>()
        .AddSingleton<ReadUsage>()
        .AddSingleton<PredictWithModel>()
        .AddSingleton<ListServedModels>()
        .AddSingleton<ListModels>()
        .AddSingleton<ReadVersion>()
        .AddSingleton<ReadReview>()
        .AddSingleton<CheckFiles>()
        .AddSingleton<ReadCard>()
        .AddSingleton<WriteCard>()
        .AddSingleton<DownloadVersion>()
        .AddSingleton<TickChecklist>()
        .AddSingleton<RequestReview>()
        .AddSingleton<DecideReview>()
        .AddSingleton<WithdrawVersion>()
        .AddSingleton<CommentOnVersion>()
        .AddSingleton<WaitingReviews>()
        .AddSingleton<MeasureProduction>()
        .AddSingleton<IAfterTraining>(provider => provider.GetRequiredService<MeasureProduction>())
        .AddSingleton<IAfterTraining, RegisterFinishedRun>();
}
