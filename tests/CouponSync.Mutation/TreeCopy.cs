using System.Diagnostics;

namespace CouponSync.Mutation;

/// <summary>A copy of the source tree, in which the program may be broken.</summary>
internal sealed class TreeCopy : IDisposable
{
    private const string Tests = "tests/CouponSync.Tests";

    // A defect may keep the tests from ending.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(20);

    private readonly string _path;

    private TreeCopy(string path) => _path = path;

    /// <summary>Copies what git knows of the tree that this program was built from, and builds it.</summary>
    public static TreeCopy Make()
    {
        var copy = new TreeCopy(Directory.CreateTempSubdirectory("couponsync-mutation-").FullName);
        var source = Run(Directory.GetCurrentDirectory(), "git", "rev-parse", "--show-toplevel").Output.Trim();
        foreach (var file in Run(source, "git", "ls-files", "-z").Output.Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            var target = Path.Combine(copy._path, file);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Path.Combine(source, file), target);
        }

        // The first test that notices is enough.
        File.WriteAllText(Path.Combine(copy._path, Tests, "xunit.runner.json"), """{ "stopOnFail": true }""");
        Run(copy._path, "git", "init", "--quiet");
        return copy.Build() ? copy : throw new InvalidOperationException("The copy of the tree cannot be built.");
    }

    /// <summary>Makes a defect, lets the tests look for it, and takes it back.</summary>
    /// <param name="defect">The defect.</param>
    /// <param name="isQuick">Whether the stage's own tests are all that is run.</param>
    public Verdict Try(Defect defect, bool isQuick)
    {
        var path = Path.Combine(_path, "src", "CouponSync", defect.File);
        var source = File.ReadAllText(path);
        if (!defect.Fits(source))
        {
            return new Verdict(false, "the source has changed: the defect cannot be made");
        }

        File.WriteAllText(path, defect.Strike(source));
        try
        {
            var own = string.Join('|', defect.Tests.Split('|').Select(static t => $"FullyQualifiedName~{t}"));
            return !Build() ? new Verdict(false, "it does not compile")
                : FirstFailure($"({own})&FullyQualifiedName!~House&FullyQualifiedName!~Simulation") is { } test ? new Verdict(true, $"noticed by {test}")
                : isQuick ? new Verdict(false, "NOT noticed by the stage's own tests")
                : FirstFailure("FullyQualifiedName!~House&FullyQualifiedName!~Browser") is { } other ? new Verdict(true, $"noticed from afar, by {other}")
                : new Verdict(false, "NOT noticed");
        }
        finally
        {
            File.WriteAllText(path, source);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_path, recursive: true);

    private bool Build() => Run(_path, "dotnet", "build", Tests, "-p:RunAnalyzers=false", "-p:TreatWarningsAsErrors=false").ExitCode == 0;

    // The runner tells each failure as "[xUnit.net 00:00:01.23]     Namespace.Class.Test [FAIL]".
    private string? FirstFailure(string filter)
    {
        var (exitCode, output) = Run(_path, "dotnet", "test", Tests, "--no-build", "--filter", filter);
        return exitCode == 0 ? null
            : output.Split('\n').FirstOrDefault(static l => l.EndsWith(" [FAIL]", StringComparison.Ordinal))?.Split("CouponSync.Tests.")[^1][..^7]
                ?? "a test run that did not end well";
    }

    private static (int ExitCode, string Output) Run(string directory, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Longest))
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        return (process.ExitCode, output.Result + errors.Result);
    }
}

/// <summary>Whether a defect was noticed.</summary>
/// <param name="IsNoticed">Whether it was.</param>
/// <param name="Text">By what.</param>
internal readonly record struct Verdict(bool IsNoticed, string Text);
