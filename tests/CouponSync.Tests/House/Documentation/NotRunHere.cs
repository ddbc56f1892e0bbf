namespace CouponSync.Tests.House.Documentation;

/// <summary>The commands of the documentation that no test can run as they stand, and why.</summary>
internal static class NotRunHere
{
    /// <summary>Why, by what the command begins with.</summary>
    public static IReadOnlyDictionary<string, string> Reasons { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["dotnet test"] = "this is it",
        ["dotnet pack"] = "takes a minute; ToolPackageTests packs",
        ["dotnet tool"] = "changes the user's tools; ToolPackageTests installs the package in each way there is",
        ["dotnet publish"] = "takes minutes; the release workflow, which WorkflowTests reads, does it for every system",
        ["dotnet run --project tests/CouponSync.Simulation"] = "takes hours; SimulationTests runs short campaigns",
        ["docker"] = "needs Docker; ImageTests reads the Dockerfile",
        ["tar"] = "needs the archive of a release",
        ["sudo"] = "changes the system",
        ["sha256sum"] = "needs the files of a release",
        ["stripe"] = "Stripe's own CLI",
        ["icacls"] = "Windows",
        ["Register-ScheduledTask"] = "Windows; DeployTests runs the task's command line",
        ["Start-ScheduledTask"] = "Windows",
        ["(Get-ScheduledTaskInfo"] = "Windows",
        ["if %ERRORLEVEL%"] = "Windows",
    };

    /// <summary>Why a command is not run; null when it is.</summary>
    public static string? Reason(string line) =>
        line.StartsWith("curl ", StringComparison.Ordinal) && !IsInstalled("curl") ? "there is no curl on this machine"
        : Reasons.FirstOrDefault(r => line.StartsWith(r.Key, StringComparison.Ordinal)).Value;

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(d => File.Exists(Path.Combine(d, program)));
}
