using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CouponSync.Scenarios;

/// <summary>The programs under measurement, as they are published.</summary>
/// <param name="CouponSync">CouponSync.</param>
/// <param name="Server">The emulator's server.</param>
internal sealed record Builds(string CouponSync, string Server)
{
    /// <summary>Publishes both.</summary>
    /// <param name="root">The repository.</param>
    /// <param name="directory">Where to.</param>
    public static Builds Publish(string root, string directory)
    {
        var name = RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? ".exe" : "";
        PublishProject(Path.Combine(root, "src", "CouponSync"), Path.Combine(directory, "couponsync"));
        PublishProject(Path.Combine(root, "src", "CouponSync.Emulator.Server"), Path.Combine(directory, "server"));
        return new Builds(
            Path.Combine(directory, "couponsync", "couponsync" + name), Path.Combine(directory, "server", "couponsync-emulator" + name));
    }

    private static void PublishProject(string project, string output)
    {
        using var publish = Process.Start("dotnet", ["publish", project, "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "--self-contained", "false", "-o", output, "-v", "q", "--nologo"]);
        publish.WaitForExit();
        if (publish.ExitCode != 0)
        {
            throw new InvalidOperationException($"{project} cannot be published.");
        }
    }
}
