using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CouponSync.Scenarios;

/// <summary>The programs under measurement, as they are published.</summary>
/// <param name="CouponSync">CouponSync.</param>
/// <param name="Server">The emulator's server.</param>
/// <param name="StripeNet">The loop with Stripe.net.</param>
internal sealed record Builds(string CouponSync, string Server, string StripeNet)
{
    /// <summary>Publishes all.</summary>
    /// <param name="root">The repository.</param>
    /// <param name="directory">Where to.</param>
    public static Builds Publish(string root, string directory)
    {
        return new Builds(
            PublishProject("src/CouponSync", "couponsync"),
            PublishProject("src/CouponSync.Emulator.Server", "couponsync-emulator"),
            PublishProject("bench/peers/stripe-net", "stripe-net"));

        string PublishProject(string project, string program)
        {
            var output = Path.Combine(directory, program);
            using var publish = Process.Start("dotnet", ["publish", Path.Combine(root, project), "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "--self-contained", "false", "-o", output, "-v", "q", "--nologo"]);
            publish.WaitForExit();
            return publish.ExitCode == 0
                ? Path.Combine(output, program + (RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? ".exe" : ""))
                : throw new InvalidOperationException($"{project} cannot be published.");
        }
    }
}
