using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Studio.Core.Persistence;

namespace Studio.Core.Tests.Persistence;

/// <summary>
/// A PostgreSQL of our own in a temporary folder, reached by a unix socket, with fsync on. It ends with this process, however that ends.
/// </summary>
public sealed class PostgreSqlCluster : IAsyncDisposable
{
    private const string Template = "studio_template";

    private readonly string _folder = Directory.CreateTempSubdirectory("studio-pg-").FullName;
    private readonly SemaphoreSlim _creating = new(1, 1);
    private readonly Process _script;
    private bool _hasTemplate;
    private int _databases;

    private PostgreSqlCluster(string binaries)
    {
        // PostgreSQL refuses to run as root, and whoever it runs as needs the folder.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder, (UnixFileMode)0b111_111_111);
        var start = new ProcessStartInfo { RedirectStandardInput = true, RedirectStandardOutput = true };
        string[] command = ["sh", Path.Combine(AppContext.BaseDirectory, "Persistence", "postgresql-cluster.sh"), binaries, _folder];
        if (Environment.IsPrivilegedProcess)
            command = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--", .. command];
        start.FileName = command[0];
        foreach (var argument in command[1..])
            start.ArgumentList.Add(argument);
        _script = Process.Start(start)!;
    }

    /// <summary>The folder with initdb and postgres, or null where PostgreSQL is not installed.</summary>
    public static string? Binaries { get; } =
        new[] { Environment.GetEnvironmentVariable("STUDIO_POSTGRESQL") ?? "" }
            .Concat(Directory.Exists("/usr/lib/postgresql")
                ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(d => d, StringComparer.Ordinal).Select(d => Path.Combine(d, "bin"))
                : [])
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));

    public static string? WhySkipped { get; } =
        Binaries is null ? "PostgreSQL's server programs are not installed (package postgresql), so this was tried on SQLite only." : null;

    public static async Task<PostgreSqlCluster> StartAsync()
    {
        var cluster = new PostgreSqlCluster(Binaries!);
        await cluster.ExpectReadyAsync();
        return cluster;
    }

    public string ConnectionString(string database) => $"Host={_folder};Username=studio;Database={database};Maximum Pool Size=40";

    /// <summary>A new database that has every migration.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        await _creating.WaitAsync();
        try
        {
            if (!_hasTemplate)
                await MigrateTemplateAsync();
            var name = $"studio_{++_databases}";
            await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {Template}");
            return name;
        }
        finally
        {
            _creating.Release();
        }
    }

    public Task DropDatabaseAsync(string name) => ExecuteAsync($"DROP DATABASE {name} WITH (FORCE)");

    /// <summary>What a power failure looks like to everybody but the disk.</summary>
    public async Task KillAndRestartAsync()
    {
        var pid = int.Parse(File.ReadLines(Path.Combine(_folder, "data", "postmaster.pid")).First(), System.Globalization.CultureInfo.InvariantCulture);
        using var server = Process.GetProcessById(pid);
        server.Kill();
        await server.WaitForExitAsync();
        NpgsqlConnection.ClearAllPools();
        await _script.StandardInput.WriteLineAsync("start");
        await _script.StandardInput.FlushAsync();
        await ExpectReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _script.StandardInput.Close();
        await _script.WaitForExitAsync();
        _script.Dispose();
        _creating.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task MigrateTemplateAsync()
    {
        var connection = ConnectionString(Template) + ";Pooling=false";
        var options = (DbContextOptions<StudioDb>)DatabaseOptions.From(connection, "").Apply(new DbContextOptionsBuilder<StudioDb>()).Options;
        await using var db = new StudioDb(options);
        await db.MigrateAsync();
        _hasTemplate = true;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task ExpectReadyAsync()
    {
        var answer = await _script.StandardOutput.ReadLineAsync();
        if (answer != "ready")
            throw new InvalidOperationException($"PostgreSQL did not start: {answer}");
    }
}
