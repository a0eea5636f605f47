using Studio.Core.Datasets;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Tests.Tuning;

/// <summary>A project with a frozen snapshot and the people of a test.</summary>
internal sealed record TuningProject(Guid Id, Guid SnapshotId, Actor Maintainer, Actor Viewer, Actor Stranger)
{
    public static Task<TuningProject> CreateAsync(IWriteGate gate, int trainRows = 8) => gate.WriteAsync((db, _) =>
    {
        var team = new Team { Name = "Team" };
        var project = new Project { TeamId = team.Id, Name = "Project" };
        var (maintainer, viewer, stranger) = (Person("Maja"), Person("Vic"), Person("Stan"));
        var dataset = new Dataset { ProjectId = project.Id, Name = "tickets", CreatedById = maintainer.Id };
        var snapshot = new Snapshot
        {
            DatasetId = dataset.Id,
            Number = 1,
            Hash = new string('5', 64),
            CreatedById = maintainer.Id,
            TrainCount = trainRows,
            ValidationCount = 8,
            TestCount = 8,
            Labels = """["no","yes"]""",
            Lineage = "{}",
        };
        db.AddRange(team, project, maintainer, viewer, stranger, dataset, snapshot,
            new Membership { TeamId = team.Id, UserId = maintainer.Id, Role = Role.Maintainer },
            new Membership { TeamId = team.Id, UserId = viewer.Id, Role = Role.Viewer });
        return Task.FromResult(new TuningProject(project.Id, snapshot.Id, new(maintainer.Id), new(viewer.Id), new(stranger.Id)));
    });

    private static User Person(string name) => new() { DisplayName = name, UserName = name };
}
