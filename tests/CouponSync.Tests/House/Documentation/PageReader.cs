using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using CouponSync.Emulator;
using CouponSync.Emulator.Server;
using CouponSync.Tests.Reporting;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.House.Documentation;

/// <summary>
/// Somebody who types what a page says into a directory of his own, with the sample account in test mode and in live mode. Plain commands of
/// the program run in memory, other ones in a shell that finds <c>couponsync</c>.
/// </summary>
internal sealed partial class PageReader : IAsyncDisposable
{
    private const string ApiBase = "COUPONSYNC_Stripe__ApiBase";

    // What pages call the program by.
    private static readonly string[] Names = ["couponsync ", "dotnet run --project src/CouponSync -- ", "dnx CouponSync "];

    private static readonly string[] EmulatorNames = ["couponsync-emulator ", "dotnet run --project src/CouponSync.Emulator.Server -- "];

    private readonly World _world;
    private readonly string _server;
    private readonly Dictionary<string, string> _runs = new(StringComparer.Ordinal);

    private PageReader(World world)
    {
        _world = world;
        _server = world.Variables[ApiBase];
        world.Variables.Remove(ApiBase);
        world.Variables.Remove("COUPONSYNC_Throttle__Rate");
        world.Variables["COUPONSYNC_State__Directory"] = world.File(".couponsync");
        world.Variables["PATH"] = $"{world.File("bin")}:{Environment.GetEnvironmentVariable("PATH")}";
    }

    /// <summary>Sits down.</summary>
    public static async Task<PageReader> OpenAsync()
    {
        var world = await World.ServedAsync(0, "acct_a", "acct_b");
        var reader = new PageReader(world);
        using var sample = new StreamReader(StripeEmulator.OpenSampleAccount());
        var coupons = await sample.ReadToEndAsync();
        foreach (var account in world.Emulator.Connected.Values.Prepend(world.Emulator))
        {
            account.SeedJsonLines(Lines(coupons));
            account.SeedJsonLines(Lines(coupons.Replace("\"livemode\":false", "\"livemode\":true", StringComparison.Ordinal)));
        }

        // A file as somebody has it: five of the account's coupons get a new owner, the others are as they are.
        reader.Save("coupons.csv", "id,metadata[owner]\n" + string.Concat(world.Emulator.Coupons()
            .Where(static c => c.Metadata.ContainsKey("owner")).OrderBy(static c => c.Created).ThenBy(static c => c.Id, StringComparer.Ordinal)
            .Select(static (c, i) => $"\"{c.Id.Replace("\"", "\"\"", StringComparison.Ordinal)}\",\"{(i < 5 ? "crm" : c.Metadata["owner"].Replace("\"", "\"\"", StringComparison.Ordinal))}\"\n")));
        foreach (var copy in (string[])["migration.csv", "coupons/acct_a.csv", "coupons/acct_b.csv"])
        {
            reader.Save(copy, await File.ReadAllTextAsync(world.File("coupons.csv")));
        }

        reader.Save("samples/coupons.csv", await File.ReadAllTextAsync(RepositoryFiles.PathOf("samples", "coupons.csv")));
        reader.Save("bin/couponsync", $"#!/bin/sh\nexec dotnet '{RealProcess.Program}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(world.File("bin/couponsync"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        return reader;
    }

    /// <summary>Saves a file.</summary>
    public void Save(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_world.File(name))!);
        _world.Write(name, text);
    }

    /// <summary>Types a command, and compares what it prints with what the page shows.</summary>
    public async Task FollowAsync(DocumentedCommand command)
    {
        // Where the page shows a run's id, this run has another one.
        var line = RunId().Replace(command.Line, m => _runs[m.Value]);
        var (exitCode, output) = await RunAsync(line);
        var wanted = command.Output?.Select(static l => ExitCodeLine().Match(l)).SingleOrDefault(static m => m.Success);

        var expected = wanted is null ? 0 : int.Parse(wanted.Groups[1].Value, CultureInfo.InvariantCulture);
        exitCode.Should().BeOneOf(line.Contains("--detailed-exit-code", StringComparison.Ordinal) ? [expected, 2] : [expected], $"{line}\n{output}");
        ShouldShow(output, command.Output?.Where(static l => !ExitCodeLine().IsMatch(l)) ?? [], line);
        if (RunId().Matches(string.Join('\n', command.Output ?? [])).LastOrDefault()?.Value is { } shown)
        {
            _runs[shown] = RunId().Matches(output)[^1].Value;
        }

        // The next command is typed later, so that there is a latest run.
        _world.Clock.Advance(TimeSpan.FromSeconds(10));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _world.DisposeAsync();

    private async Task<(int ExitCode, string Output)> RunAsync(string line)
    {
        if (line.StartsWith("export ", StringComparison.Ordinal) && !line.Contains('$', StringComparison.Ordinal))
        {
            var (name, value) = (line["export ".Length..line.IndexOf('=', StringComparison.Ordinal)], line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..]);
            _world.Variables[name] = value;
            return (0, "");
        }

        if (After(EmulatorNames, line) is { } options)
        {
            new ServerCommand().Create(static (_, _) => Task.FromResult(0)).Parse(options).Errors.Should().BeEmpty(line);
            return (0, "");
        }

        _world.Variables["STRIPE_API_KEY"] = line.Contains("--live", StringComparison.Ordinal) ? World.LiveKey : World.TestKey;
        if (After(Names, line) is { } arguments && !ShellSyntax().IsMatch(arguments))
        {
            var run = await _world.RunRawAsync([.. Words(arguments).Select(w => FileName().IsMatch(w) ? _world.File(w) : w)]);
            return (run.ExitCode, Relative(run.Out + run.Error));
        }

        return await ShellAsync(line);
    }

    private async Task<(int ExitCode, string Output)> ShellAsync(string line)
    {
        _world.Variables[ApiBase] = _server;
        using var shell = RealProcess.Start(
            _world, new ProcessStartInfo("/bin/bash", ["-c", line.Replace("http://127.0.0.1:41234", _server, StringComparison.Ordinal)]));
        var ended = await shell.EndAsync();
        _world.Variables.Remove(ApiBase);
        return (ended.ExitCode, Relative(ended.Out + ended.Error));
    }

    private string Relative(string output) => output.Replace(_world.Directory + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    // Lines may be broken otherwise on the page, and "..." stands for some that are left out. Each run has an id of its own.
    private static void ShouldShow(string output, IEnumerable<string> lines, string command)
    {
        var rest = Plain(output);
        foreach (var part in string.Concat(lines.Select(static l => $"\n{l}\n")).Split("\n...\n").Select(Plain))
        {
            var at = rest.IndexOf(part, StringComparison.Ordinal);
            at.Should().BeGreaterThanOrEqualTo(0, $"{command} printed\n{output}\nand the page says\n{part}");
            rest = rest[(at + part.Length)..];
        }
    }

    private static string Plain(string text) => RunId().Replace(Spaces().Replace(text, " ").Trim(), "RUN");

    private static string? After(string[] names, string line) =>
        names.FirstOrDefault(n => line.StartsWith(n, StringComparison.Ordinal)) is { } name ? line[name.Length..] : null;

    private static IEnumerable<string> Words(string line) =>
        Word().Matches(line).Select(static m => Quoted().Replace(m.Value, "$1$2"));

    private static MemoryStream Lines(string text) => new(System.Text.Encoding.UTF8.GetBytes(text));

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d{6}Z-[0-9a-f]{4}")]
    private static partial Regex RunId();

    [GeneratedRegex(@"^\(exit code (\d+)")]
    private static partial Regex ExitCodeLine();

    [GeneratedRegex(@"[|<>;&$`]")]
    private static partial Regex ShellSyntax();

    [GeneratedRegex(@"^[\w./-]+\.(csv|jsonl|json|html|md|txt|prom)$")]
    private static partial Regex FileName();

    [GeneratedRegex("""([^\s"']|"[^"]*"|'[^']*')+""")]
    private static partial Regex Word();

    [GeneratedRegex("""
        "([^"]*)"|'([^']*)'
        """)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
