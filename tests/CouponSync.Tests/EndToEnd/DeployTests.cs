using System.Diagnostics;
using System.Text.RegularExpressions;
using CouponSync.Emulator;
using CouponSync.Emulator.Server;
using CouponSync.Tests.Reporting;
using CouponSync.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace CouponSync.Tests.EndToEnd;

/// <summary>The files under <c>deploy/</c>: each is checked by its own tools where they are, and its command line is run.</summary>
public sealed class DeployTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly StripeEmulator _emulator = new(new EmulatorOptions { Limits = EmulatorLimits.None }, TimeProvider.System);
    private EmulatorServer _server = null!;

    public async Task InitializeAsync()
    {
        foreach (var directory in (string[])["etc/input", "etc/secret", "state/couponsync", "logs/couponsync", "run", "tmp"])
        {
            Directory.CreateDirectory(_directory.File(directory));
        }

        foreach (var copy in (string[])["etc/coupons.csv", "etc/input/coupons.csv", "coupons.csv"])
        {
            _directory.Write(copy, "id,metadata[order_id]\nA,1\nB,2\n");
        }

        _directory.Write("etc/stripe-key", "sk_live_0123456789\n");
        _directory.Write("etc/secret/stripe-key", "sk_live_0123456789\n");
        foreach (var id in (string[])["A", "B"])
        {
            _emulator.Seed([new EmulatorCoupon { Id = id, Created = 1_600_000_000, Terms = new EmulatorTerms { PercentOff = 10 } }], livemode: true);
        }

        _server = await EmulatorServer.StartAsync(_emulator);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_systemd_service_runs_its_command_line()
    {
        var unit = await ReadAsync("systemd", "couponsync.service");
        var text = Regex.Replace(unit, @"\\\n\s*", " ", RegexOptions.None, TimeSpan.FromSeconds(1));
        var command = Value(text, "ExecStart=");
        var environment = text.Split('\n').Where(static l => l.StartsWith("Environment=", StringComparison.Ordinal))
            .Select(static l => l["Environment=".Length..]);

        var (exitCode, output) = await ShellAsync(string.Join(' ', environment) + " " + command);

        exitCode.Should().Be(0, output);
        Applied().Should().BeTrue(output);
        File.Exists(_directory.File("state/couponsync/couponsync.prom")).Should().BeTrue();
    }

    [Fact]
    public async Task Systemd_finds_no_fault_with_the_units()
    {
        if (!File.Exists("/usr/bin/systemd-analyze"))
        {
            return;
        }

        // The program is not installed here, nor is its user: everything else is checked as it stands.
        var service = (await ReadAsync("systemd", "couponsync.service")).Replace("/opt/couponsync/couponsync", "/bin/true", StringComparison.Ordinal);
        _directory.Write("couponsync.service", service);
        _directory.Write("couponsync.timer", await ReadAsync("systemd", "couponsync.timer"));
        using var process = Process.Start(new ProcessStartInfo(
            "/usr/bin/systemd-analyze", ["verify", "--man=no", _directory.File("couponsync.service"), _directory.File("couponsync.timer")])
        {
            RedirectStandardError = true,
        })!;

        var complaints = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        complaints.Split('\n').Where(static l => l.Contains("couponsync.", StringComparison.Ordinal)).Should().BeEmpty();
        process.ExitCode.Should().Be(0, complaints);
    }

    [Fact]
    public async Task The_crontab_line_runs()
    {
        var line = (await ReadAsync("crontab")).Split('\n').Single(static l => l.Length > 0 && l[0] != '#');
        var fields = line.Split(' ', 6);
        fields.Take(5).Should().OnlyContain(static f => Regex.IsMatch(f, @"^(\*|\d+)$", RegexOptions.None, TimeSpan.FromSeconds(1)));

        var (exitCode, output) = await ShellAsync(fields[5]);

        exitCode.Should().Be(0, output);
        Applied().Should().BeTrue(output);
    }

    [Fact]
    public async Task The_kubernetes_job_is_sound_and_its_command_line_runs()
    {
        var documents = Parse(await ReadAsync("kubernetes", "cronjob.yaml"));
        documents.Should().HaveCount(2);
        var spec = documents[0]["spec"];
        spec["concurrencyPolicy"].ToString().Should().Be("Forbid");
        var pod = spec["jobTemplate"]["spec"]["template"]["spec"];
        int.Parse(pod["terminationGracePeriodSeconds"].ToString(), System.Globalization.CultureInfo.InvariantCulture).Should().BeGreaterThan(20);
        var container = pod["containers"][0];
        var mounted = ((YamlSequenceNode)container["volumeMounts"]).Select(static m => m["name"].ToString()).Order(StringComparer.Ordinal);
        ((YamlSequenceNode)pod["volumes"]).Select(static v => v["name"].ToString()).Order(StringComparer.Ordinal).Should().Equal(mounted);
        var environment = ((YamlSequenceNode)container["env"]).Select(static e => $"{e["name"]}={e["value"]}");
        var words = ((YamlSequenceNode)container["command"]).Concat((YamlSequenceNode)container["args"]).Select(static w => w.ToString());

        var (exitCode, output) = await ShellAsync(string.Join(' ', environment) + " " + string.Join(' ', words));

        exitCode.Should().Be(0, output);
        Applied().Should().BeTrue(output);
        output.Split('\n').Where(static l => l.StartsWith('{')).Should().NotBeEmpty("the log is JSON on standard error");
    }

    [Fact]
    public async Task The_github_workflow_plans_on_pull_requests_and_applies_on_main()
    {
        var workflow = Parse(await ReadAsync("github", "coupons.yml"))[0];
        var steps = (YamlSequenceNode)workflow["jobs"]["coupons"]["steps"];
        string Script(string name) => steps.Children.OfType<YamlMappingNode>()
            .Single(s => s.Children.TryGetValue("name", out var value) && value.ToString() == name)["run"].ToString();
        const string environment = "export STRIPE_API_KEY=sk_live_0123456789 GITHUB_STEP_SUMMARY=summary.md\n";

        var (planned, plan) = await ShellAsync(environment + Script("Plan"));
        planned.Should().Be(0, plan);
        Applied().Should().BeFalse();
        var (applied, output) = await ShellAsync(environment + Script("Apply"));
        applied.Should().Be(0, output);

        Applied().Should().BeTrue();
        (await File.ReadAllTextAsync(_directory.File("summary.md"))).Should().Contain("(dry run)").And.Contain("Applied");
    }

    private static async Task<string> ReadAsync(params string[] parts) =>
        (await File.ReadAllTextAsync(RepositoryFiles.PathOf(["deploy", .. parts]))).Replace("\r\n", "\n", StringComparison.Ordinal);

    private static string Value(string text, string name) =>
        text.Split('\n').Single(l => l.StartsWith(name, StringComparison.Ordinal))[name.Length..];

    private static YamlNode[] Parse(string text)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(text));
        return [.. yaml.Documents.Select(static d => d.RootNode)];
    }

    private bool Applied() =>
        _emulator.Find("A", livemode: true)!.Metadata.GetValueOrDefault("order_id") == "1"
        && _emulator.Find("B", livemode: true)!.Metadata.GetValueOrDefault("order_id") == "2";

    // The command line word for word; only the places it names are the test's own.
    private async Task<(int ExitCode, string Output)> ShellAsync(string script)
    {
        var dll = Path.Combine(AppContext.BaseDirectory, "couponsync.dll");
        var text = script
            .Replace("/opt/couponsync/couponsync", $"dotnet '{dll}'", StringComparison.Ordinal)
            .Replace("%d", _directory.File("etc"), StringComparison.Ordinal)
            .Replace("%S", _directory.File("state"), StringComparison.Ordinal)
            .Replace("%L", _directory.File("logs"), StringComparison.Ordinal)
            .Replace("/etc/couponsync", _directory.File("etc"), StringComparison.Ordinal)
            .Replace("/var/lib/couponsync", _directory.File("state"), StringComparison.Ordinal)
            .Replace("/var/log/couponsync", _directory.File("logs"), StringComparison.Ordinal);
        var start = new ProcessStartInfo("/bin/sh", ["-c", text])
        {
            WorkingDirectory = _directory.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment.Remove("STRIPE_API_KEY");
        start.Environment["COUPONSYNC_Stripe__ApiBase"] = _server.Address.ToString().TrimEnd('/');
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }
}
