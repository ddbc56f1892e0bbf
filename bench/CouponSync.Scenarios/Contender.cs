using System.Diagnostics;

namespace CouponSync.Scenarios;

/// <summary>A way to do the job.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Command">The program and its arguments, for a file and a server.</param>
internal sealed record Contender(string Name, Func<string, Uri, string[]> Command)
{
    private const string Key = "sk_test_0123456789abcdefghijklmn";

    /// <summary>Why it cannot be run here; null when it can.</summary>
    public string? IsAbsent { get; init; }

    /// <summary>All contenders, those whose programs are not here as absent.</summary>
    /// <param name="builds">What was published.</param>
    /// <param name="peers">The directory <c>bench/peers</c>.</param>
    /// <param name="without">Those with this in their name are left out; null for none.</param>
    public static IReadOnlyList<Contender> All(Builds builds, string peers, string? without)
    {
        string? Missing(string package) =>
            Directory.Exists(Path.Combine(peers, "node_modules", package)) ? null : "not installed in bench/peers";
        var script = Path.Combine(peers, "stripe-node.mjs");
        IReadOnlyList<Contender> all =
        [
            Ours(builds.CouponSync),
            new("stripe-node, one by one", (file, server) => ["node", script, file, server.AbsoluteUri, "1"]) { IsAbsent = Missing("stripe") },
            new("stripe-node, 16 at once", (file, server) => ["node", script, file, server.AbsoluteUri, "16"]) { IsAbsent = Missing("stripe") },
            new("Stripe CLI, a call a row", (file, server) => ["node", Path.Combine(peers, "stripe-cli.mjs"), file, server.AbsoluteUri]) { IsAbsent = Missing("@stripe/cli") },
            new("Stripe.net, a plain loop", (file, server) => [builds.StripeNet, file, server.AbsoluteUri]),
        ];
        return [.. all.Select(c => without is not null && c.Name.Contains(without, StringComparison.OrdinalIgnoreCase)
            ? c with { IsAbsent = "left out" }
            : c)];
    }

    /// <summary>CouponSync itself.</summary>
    /// <param name="program">As published.</param>
    public static Contender Ours(string program) =>
        new("CouponSync", (file, server) => [program, "sync", file, "--yes", "-q", "--api-base", server.AbsoluteUri.TrimEnd('/')]);

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
