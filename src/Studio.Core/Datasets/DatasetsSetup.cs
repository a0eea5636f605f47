using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Studio.Core.Datasets.Changes;
using Studio.Core.Datasets.Cleaning;
using Studio.Core.Datasets.Comparing;
using Studio.Core.Datasets.Duplicates;
using Studio.Core.Datasets.Editing;
using Studio.Core.Datasets.Examples;
using Studio.Core.Datasets.Exporting;
using Studio.Core.Datasets.Importing;
using Studio.Core.Datasets.Live;
using Studio.Core.Datasets.Snapshots;
using Studio.Core.Datasets.Splitting;
using Studio.Core.Datasets.Statistics;
using Studio.Core.Datasets.Vectors;

namespace Studio.Core.Datasets;

public static class DatasetsSetup
{
    public static IServiceCollection AddStudioDatasets(this IServiceCollection services)
    {
        services.TryAddSingleton(new DatasetsOptions());
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddSingleton<DatasetFeeds>()
            .AddSingleton<ListDatasets>()
            .AddSingleton<SaveDataset>()
            .AddSingleton<DeleteDataset>()
            .AddExamples()
            .AddCuration()
            .AddVectors()
            .AddSnapshots()
            .AddImporting();
    }

    private static IServiceCollection AddExamples(this IServiceCollection services) => services
        .AddSingleton<ListExamples>()
        .AddSingleton<ListLabels>()
        .AddSingleton<OpenExample>()
        .AddSingleton<ListSteps>()
        .AddSingleton<ExportExamples>()
        .AddSingleton<ReadStatistics>()
        .AddSingleton<UndoStep>()
        .AddSingleton<ChangeExamples>()
        .AddSingleton<EditExample>()
        .AddSingleton<SplitDataset>()
        .AddHostedService<UnfinishedSteps>();

    private static IServiceCollection AddCuration(this IServiceCollection services) => services
        .AddSingleton<FindDuplicates>()
        .AddSingleton<ReadDuplicates>()
        .AddSingleton<ResolveDuplicates>()
        .AddSingleton<CleanDataset>()
        .AddSingleton<EditManyExamples>()
        .AddSingleton<CompareSnapshots>();

    private static IServiceCollection AddVectors(this IServiceCollection services) => services
        .AddSingleton<IEncoderSource, WordEncoder>()
        .AddSingleton<TextEncoders>()
        .AddSingleton<EmbeddingRunner>()
        .AddHostedService(provider => provider.GetRequiredService<EmbeddingRunner>())
        .AddSingleton<EmbedDataset>()
        .AddSingleton<ReadEmbeddings>()
        .AddSingleton<FindSimilar>()
        .AddSingleton<ReadMap>();

    private static IServiceCollection AddSnapshots(this IServiceCollection services) => services
        .AddSingleton<SnapshotStore>()
        .AddSingleton<ISnapshotStore>(provider => provider.GetRequiredService<SnapshotStore>())
        .AddSingleton<FreezeSnapshot>()
        .AddSingleton<ListSnapshots>();

    private static IServiceCollection AddImporting(this IServiceCollection services) => services
        .AddSingleton<ImportQueue>()
        .AddSingleton<ImportWriter>()
        .AddSingleton<UploadFiles>()
        .AddSingleton<ReceiveUpload>()
        .AddSingleton<ResumableUploads>()
        .AddSingleton<ImportFolder>()
        .AddSingleton<ImportFromFolder>()
        .AddSingleton<PreviewImport>()
        .AddSingleton<StartImport>()
        .AddSingleton<CancelImport>()
        .AddSingleton<ListImports>()
        .AddHostedService<ImportRunner>()
        .AddHostedService<ForgottenUploads>();
}
