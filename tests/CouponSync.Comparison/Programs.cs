using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CouponSync.Comparison;

/// <summary>The two programs, published.</summary>
/// <param name="Base">The earlier one.</param>
/// <param name="Present">The one of the working copy.</param>
internal sealed record Programs(string Base, string Present)
{
    /// <summary>Publishes both: the earlier one from a git worktree, unless that was done before.</summary>
    /// <param name="revision">The earlier commit.</param>
    public static Programs Publish(string revision)
    {
        var root = Root();
        var commit = Run(root, "git", "rev-parse", "--verify", "--quiet", $"{revision}^{{commit}}").Trim();
        var cache = Path.Combine(Path.GetTempPath(), "couponsync-published");
        var published = Path.Combine(cache, commit);
        if (!File.Exists(Program(published)))
        {
            var tree = Directory.CreateTempSubdirectory("couponsync-worktree-").FullName;
            Run(root, "git", "worktree", "add", "--detach", tree, commit);
            try
            {
                // Moved to its place when it is whole: a publishing that was cut short is not taken for one.
                var begun = $"{published}.{Environment.ProcessId}";
                PublishTree(tree, begun);
                Directory.Move(begun, published);
            }
            finally
            {
                Run(root, "git", "worktree", "remove", "--force", tree);
            }
        }

        var present = Path.Combine(cache, $"present-{Environment.ProcessId}");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(present, recursive: true);
        PublishTree(root, present);
        return new Programs(Program(published), Program(present));
    }

    private static string Program(string directory) => Path.Combine(directory, "couponsync.dll");

    private static void PublishTree(string tree, string output) =>
        // For this system, because that starts twice as fast, and a comparison is five hundred starts.
        Run(
            tree, "dotnet", "publish", "src/CouponSync", "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "--self-contained", "false",
            "-o", output, "--nologo", "-v", "q", "-nodeReuse:false", "-p:RunAnalyzers=false");

    /// <summary>The clone.</summary>
    public static string Root()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "CouponSync.sln")))
        {
            directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("The comparison must run from a clone.");
        }

        return directory;
    }

    private static string Run(string directory, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = directory, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{output}");
    }
}
