using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Studio.Core;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.CrashingWriter;

// The victim of the crash tests, in a process of its own so that killing it is real.
//   write CONNECTION PREFIX   writes teams without end and prints the name of each one that was acknowledged
//   label CONNECTION SESSION  labels a session as the people named on standard input and prints each acknowledged example and label
//   prompt-runs CONNECTION FOLDER  works on prompt runs
//   base-models CONNECTION FOLDER HUB  fetches base models
//   lock  CONNECTION          holds the write lock of a SQLite file until its standard input ends
switch (args)
{
    case ["write", var connection, var prefix]:
        try
        {
            await WriteForeverAsync(connection, prefix);
        }
        catch (UnavailableException)
        {
            // The server was killed under it; what was acknowledged until then is what counts.
        }

        return 1;
    case ["label", var connection, var session]:
        await Labelers.RunAsync(connection, Guid.Parse(session));
        return 0;
    case ["prompt-runs", var connection, var folder]:
        await PromptRunners.RunAsync(connection, folder);
        return 0;
    case ["base-models", var connection, var folder, var hub]:
        await BaseModelFetchers.RunAsync(connection, folder, hub);
        return 0;
    case ["lock", var connection]:
        await HoldLockAsync(connection);
        return 0;
    default:
        return 2;
}

static async Task WriteForeverAsync(string connection, string prefix)
{
    await using var services = new ServiceCollection().AddStudioPersistence(DatabaseOptions.From(connection, "unused")).BuildServiceProvider();
    var gate = services.GetRequiredService<IWriteGate>();
    await using var output = Console.OpenStandardOutput();
    await using var acknowledged = TextWriter.Synchronized(new StreamWriter(output) { AutoFlush = true });
    await Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
    {
        for (var i = 0; ; i++)
        {
            var name = $"{prefix}-{writer}-{i}";
            await gate.WriteAsync((db, _) =>
            {
                db.Teams.Add(new Team { Name = name });
                return Task.CompletedTask;
            });
            acknowledged.WriteLine(name);
        }
    }));
}

static async Task HoldLockAsync(string connection)
{
    await using var database = new SqliteConnection(connection);
    database.Open();
    await using var transaction = database.BeginTransaction(deferred: false);
    Console.WriteLine("locked");
    await Console.In.ReadToEndAsync();
}
