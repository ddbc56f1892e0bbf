using System.Diagnostics;

namespace CouponSync.Scenarios;

/// <summary>A way to do the job.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Command">The program and its arguments, for a file and a server.</param>
internal sealed record Contender(string Name, Func<string, Uri, string[]> Command)
{
    private const string Key = "sk_test_0123456789abcdefghijklmn";

    /// <summary>The contenders whose programs are there.</summary>
    /// <param name="couponSync">CouponSync as published.</param>
    /// <param name="peers">The directory <c>bench/peers</c>.</param>
    public static IReadOnlyList<Contender> Find(string couponSync, string peers)
    {
        var contenders = new List<Contender>
        {
            new("CouponSync", (file, server) => [couponSync, "sync", file, "--yes", "-q", "--api-base", server.AbsoluteUri.TrimEnd('/')]),
        };
        if (Directory.Exists(Path.Combine(peers, "node_modules", "stripe")))
        {
            var script = Path.Combine(peers, "stripe-node.mjs");
            contenders.Add(new("stripe-node, one by one", (file, server) => ["node", script, file, server.AbsoluteUri, "1"]));
            contenders.Add(new("stripe-node, 16 at once", (file, server) => ["node", script, file, server.AbsoluteUri, "16"]));
        }

        if (Directory.Exists(Path.Combine(peers, "node_modules", "@stripe", "cli")))
        {
            contenders.Add(new("Stripe CLI, a call a row", (file, server) => ["node", Path.Combine(peers, "stripe-cli.mjs"), file, server.AbsoluteUri]));
        }

        return contenders;
    }

    /// <summary>Makes the process.</summary>
    /// <param name="file">The CSV.</param>
    /// <param name="server">The server.</param>
    /// <param name="directory">An empty working directory.</param>
    public ProcessStartInfo Start(string file, Uri server, string directory)
    {
        var command = Command(file, server);
        var start = new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = directory };
        start.Environment["STRIPE_API_KEY"] = Key;
        start.Environment["STRIPE_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["HOME"] = directory;
        return start;
    }
}
