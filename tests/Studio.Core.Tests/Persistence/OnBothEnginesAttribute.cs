using System.Reflection;
using Studio.Core.Persistence;
using Xunit.Sdk;
using Xunit.v3;

namespace Studio.Core.Tests.Persistence;

/// <summary>
/// Runs a theory once per database engine. The test takes the engine and asks <see cref="TestDatabase.CreateAsync"/> for a database.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnBothEnginesAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([
            new TheoryDataRow<DatabaseEngine>(DatabaseEngine.Sqlite),
            new TheoryDataRow<DatabaseEngine>(DatabaseEngine.PostgreSql) { Skip = PostgreSqlCluster.WhySkipped },
        ]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
