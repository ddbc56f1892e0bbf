using System.Diagnostics;
using CouponSync.Tests.Reporting;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.Cli;

/// <summary>Shells complete what the commands take, files and runs included; the manual page has all of it.</summary>
public sealed class CompletionTests
{
    private const string Run = "2026-11-22T020000Z-c0bf";

    [Theory]
    [InlineData("s", "sync")]
    [InlineData("", "sync apply revert export check get update runs init doctor completion help version")]
    [InlineData("--v", "--version")]
    [InlineData("help re", "revert")]
    [InlineData("sync |", ":file")]
    [InlineData("sync coupons.csv |", "")]
    [InlineData("sync --dr", "--dry-run")]
    [InlineData("sync coupons.csv --plan |", ":file")]
    [InlineData("sync coupons.csv --state-dir |", ":directory")]
    [InlineData("sync coupons.csv --fetch |", "auto incremental list retrieve")]
    [InlineData("sync coupons.csv --fetch=l", "--fetch=list")]
    [InlineData("sync coupons.csv --fetch = l", "list")]
    [InlineData("sync coupons.csv --fetch =", "auto incremental list retrieve")]
    [InlineData("sync --fetch list -n |", ":file")]
    [InlineData("apply --fetch |", "auto list retrieve")]
    [InlineData("sync coupons.csv --force max-c", "max-changes max-creates")]
    [InlineData("apply |", "latest " + Run + " :file")]
    [InlineData("revert |", "latest " + Run)]
    [InlineData("runs 2026", Run)]
    [InlineData("runs --state-dir nowhere |", "")]
    [InlineData("get |", "")]
    [InlineData("get --liv", "")]
    [InlineData("completion |", "bash fish powershell zsh")]
    [InlineData("frob |", "sync apply revert export check get update runs init doctor completion help version")]
    public async Task What_can_stand_there_is_completed(string typed, string completions)
    {
        using var world = await AfterARunAsync();
        string[] words = [.. typed.Split(' ').Select(static w => w == "|" ? "" : w)];

        var run = await world.RunRawAsync(["__complete", "--", .. words]);

        run.ExitCode.Should().Be(0, run.Error);
        run.Error.Should().BeEmpty();
        string.Join(' ', run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static l => l.Split('\t')[0])).Should().Be(completions);
    }

    [ShellFact("bash")]
    public async Task Bash_completes_with_the_script()
    {
        var completed = await InShellAsync("bash", """
            source <(couponsync completion bash)
            try() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _couponsync 2>/dev/null; echo "$(IFS=,; echo "${COMPREPLY[*]}")"; }
            try couponsync sy
            try couponsync sync coupons.
            try couponsync sync --plan = coupons.
            try couponsync sync coupons.csv --dry
            try couponsync revert ''
            """);

        completed.Should().Equal("sync", "coupons.csv", "coupons.csv", "--dry-run", $"latest,{Run}");
    }

    [ShellFact("zsh")]
    public async Task Zsh_completes_with_the_script()
    {
        // The builtins of completion work in a completion alone: what they are told is what is looked at.
        var completed = await InShellAsync("zsh", """
            compdef() { }
            compadd() { shift 6; print -r -- "${(@Pj:,:)1}"; }
            compset() { }
            _files() { print -r -- "files $*"; }
            source <(couponsync completion zsh)
            try() { words=("$@"); CURRENT=$#; _couponsync; }
            try couponsync sy
            try couponsync sync ''
            try couponsync sync --state-dir ''
            try couponsync revert ''
            """);

        completed.Should().Equal("sync", "files ", "files -/", $"latest,{Run}");
    }

    [ShellFact("fish")]
    public async Task Fish_completes_with_the_script()
    {
        var completed = await InShellAsync("fish", """
            couponsync completion fish | source
            for line in 'couponsync sy' 'couponsync sync coupons.' 'couponsync sync --plan=coupons.' 'couponsync revert '
                complete -C $line | string replace -r '\t.*' '' | string join ,
            end
            """);

        completed.Should().Equal("sync", "coupons.csv", "--plan=coupons.csv", $"latest,{Run}");
    }

    [ShellFact("pwsh")]
    public async Task PowerShell_completes_with_the_script()
    {
        var completed = await InShellAsync("pwsh", """
            couponsync completion powershell | Out-String | Invoke-Expression
            foreach ($line in 'couponsync sy', 'couponsync sync coupons.csv --dry', 'couponsync revert ') {
                (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText -join ','
            }
            """);

        completed.Should().Equal("sync", "--dry-run", $"latest,{Run}");
    }

    [Fact]
    public async Task The_manual_page_of_the_repository_is_the_programs()
    {
        using var world = World.With();

        var page = await world.RunRawAsync("man");

        page.Out.Should().Be(
            await File.ReadAllTextAsync(RepositoryFiles.PathOf("docs", "couponsync.1")), "dotnet run --project src/CouponSync -- man > docs/couponsync.1 makes it anew");
        page.Out.Split('\n').Should().OnlyContain(static l => !l.StartsWith('\''));
    }

    private static async Task<World> AfterARunAsync()
    {
        var world = World.With(coupons: 1);
        (await world.RunAsync("sync", world.WriteNew(1))).RunId().Should().Be(Run);
        world.Variables["COUPONSYNC_State__Directory"] = world.File("state");
        return world;
    }

    // Runs a script in a shell that finds the program as couponsync.
    private static async Task<string[]> InShellAsync(string shell, string script)
    {
        using var world = await AfterARunAsync();
        var program = world.Write("couponsync", $"#!/bin/sh\nexec dotnet '{RealProcess.Program}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        world.Variables["PATH"] = $"{Path.GetDirectoryName(program)}:{Environment.GetEnvironmentVariable("PATH")}";
        world.Variables["HOME"] = world.Directory;
        using var run = RealProcess.Start(world, new ProcessStartInfo(ShellFactAttribute.Find(shell)!, ["-c", script]));
        var end = await run.EndAsync();
        end.ExitCode.Should().Be(0, end.Error);
        return end.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}

/// <summary>A test that runs where a shell is installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ShellFactAttribute : FactAttribute
{
    public ShellFactAttribute(string shell) => Skip = Find(shell) is null ? $"There is no {shell} here to complete with." : null;

    /// <summary>Where a shell is; null where it is not, or where scripts of a shell do not run.</summary>
    public static string? Find(string shell) => OperatingSystem.IsWindows() ? null
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(directory => Path.Combine(directory, shell)).FirstOrDefault(File.Exists);
}
