using System.Diagnostics;
using CouponSync.Tests.Reporting;

namespace CouponSync.Tests.Packaging;

/// <summary>The .NET tool as <c>dotnet pack</c> makes it of what the tests were built with, and a place to install it that shares
/// nothing with this user's packages and tools. No network is needed.</summary>
public sealed class PackedTool : IAsyncLifetime
{
    // Not in memory, where programs may not be started.
    private readonly string _directory = Directory.CreateTempSubdirectory("couponsync-tool-").FullName;

    /// <summary>Where the packages are.</summary>
    public string Packages => Path.Combine(_directory, "packages");

    /// <summary>The directory in which everything is done.</summary>
    public string Work => Path.Combine(_directory, "work");

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Work);
        await File.WriteAllTextAsync(
            Path.Combine(_directory, "nuget.config"), $"<configuration><packageSources><clear /><add key=\"local\" value=\"{Packages}\" /></packageSources></configuration>");
        // .../bin/Debug/net10.0/: what is packed is what was built, and nothing is built anew.
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var (exitCode, output) = await StartAsync(
            new ProcessStartInfo("dotnet", ["pack", RepositoryFiles.PathOf("src", "CouponSync"), "-c", configuration, "--no-build", "-o", Packages, "-m:1"]));
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"dotnet pack ended with {exitCode}:\n{output}");
        }
    }

    /// <summary>Runs a program in <see cref="Work"/>, with packages and tools of its own.</summary>
    /// <returns>All that it printed.</returns>
    public async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Work };
        start.Environment["NUGET_PACKAGES"] = Path.Combine(_directory, "cache");
        start.Environment["DOTNET_CLI_HOME"] = Path.Combine(_directory, "home");
        var (exitCode, output) = await StartAsync(start);
        exitCode.Should().Be(0, $"of {program} {string.Join(' ', arguments)}:\n{output}");
        return output;
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_directory, recursive: true);
        return Task.CompletedTask;
    }

    private static async Task<(int ExitCode, string Output)> StartAsync(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync() + await error;
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }
}
