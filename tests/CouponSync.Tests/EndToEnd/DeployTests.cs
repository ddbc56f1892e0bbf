using System.Diagnostics;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CouponSync.Emulator;
using CouponSync.Tests.Reporting;
using CouponSync.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace CouponSync.Tests.EndToEnd;

/// <summary>The files under <c>deploy/</c>: each is checked by its own tools where they are, and its command line is run.</summary>
[Trait("Needs", "Unix")]
public sealed class DeployTests : IAsyncLifetime
{
    private static readonly string[] Accounts = ["acct_a", "acct_b", "acct_c"];

    private World _world = null!;

    public async Task InitializeAsync()
    {
        _world = await World.ServedAsync(0, Accounts);
        foreach (var name in _world.Variables.Keys.Where(static n => n != "COUPONSYNC_Stripe__ApiBase"))
        {
            _world.Variables.Remove(name);
        }

        foreach (var directory in (string[])["etc/input", "etc/secret", "state/couponsync", "logs/couponsync", "run", "tmp"])
        {
            Directory.CreateDirectory(_world.File(directory));
        }

        foreach (var copy in (string[])["etc/coupons.csv", "etc/input/coupons.csv", "coupons.csv"])
        {
            _world.Write(copy, "id,metadata[order_id]\nA,1\nB,2\n");
        }

        _world.Write("etc/stripe-key", "sk_live_0123456789\n");
        _world.Write("etc/secret/stripe-key", "sk_live_0123456789\n");
        _world.Write("etc/input/accounts.txt", string.Concat(Accounts.Select(static a => a + "\n")));
        Directory.CreateDirectory(_world.File("coupons"));
        foreach (var account in Accounts)
        {
            _world.Write($"etc/input/{account}.csv", $"id,metadata[order_id]\nA,{account}\n");
            _world.Write($"coupons/{account}.csv", $"id,metadata[order_id]\nA,{account}\n");
        }

        foreach (var account in _world.Emulator.Connected.Values.Prepend(_world.Emulator))
        {
            account.Seed(
                ((string[])["A", "B"]).Select(static id => new EmulatorCoupon { Id = id, Created = 1_600_000_000, Terms = new EmulatorTerms { PercentOff = 10 } }),
                livemode: true);
        }
    }

    public async Task DisposeAsync() => await _world.DisposeAsync();

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
        File.Exists(_world.File("state/couponsync/couponsync.prom")).Should().BeTrue();
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
        _world.Write("couponsync.service", service);
        _world.Write("couponsync.timer", await ReadAsync("systemd", "couponsync.timer"));
        using var process = Process.Start(new ProcessStartInfo(
            "/usr/bin/systemd-analyze", ["verify", "--man=no", _world.File("couponsync.service"), _world.File("couponsync.timer")])
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
    public async Task The_windows_task_runs_its_command_line()
    {
        var task = XDocument.Parse(await ReadAsync("windows", "couponsync.xml"));
        string Of(string name) => task.Descendants().Single(e => e.Name.LocalName == name).Value;
        Of("WorkingDirectory").Should().Be(@"C:\ProgramData\CouponSync");
        // cmd takes away the outer quotes.
        var command = Regex.Match(Of("Arguments"), "^/d /s /c \"(.*)\"$", RegexOptions.None, TimeSpan.FromSeconds(1)).Groups[1].Value;
        _world.Write("appsettings.json", $$"""{ "Stripe": { "ApiKeyFile": "{{_world.File("etc/stripe-key")}}" } }""");

        var (exitCode, output) = await ShellAsync(command
            .Replace(@"""C:\Program Files\CouponSync\couponsync.exe""", "/opt/couponsync/couponsync", StringComparison.Ordinal)
            .Replace("<nul", "</dev/null", StringComparison.Ordinal));

        exitCode.Should().Be(0, output);
        Applied().Should().BeTrue(output);
        new FileInfo(_world.File("night.log")).Length.Should().Be(0, "a good night prints nothing");
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
        pod["enableServiceLinks"].ToString().Should().Be("false");
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
        (await File.ReadAllTextAsync(_world.File("summary.md"))).Should().Contain("(dry run)").And.Contain("Applied");
    }

    [Fact]
    public async Task The_kubernetes_job_of_a_platform_syncs_an_account_in_each_of_its_processes_at_once()
    {
        var spec = Parse(await ReadAsync("kubernetes", "indexed-job.yaml"))[0]["spec"];
        (spec["completionMode"].ToString(), spec["completions"].ToString()).Should().Be(("Indexed", "3"));
        var container = spec["template"]["spec"]["containers"][0];
        container["command"].ToString().Should().Contain("/bin/sh").And.Contain("-ec");
        var environment = string.Concat(((YamlSequenceNode)container["env"]).Select(static e => $"export {e["name"]}={e["value"]}\n"));
        var script = container["args"][0].ToString();

        var ended = await Task.WhenAll(Enumerable.Range(0, 3).Select(index => ShellAsync($"export JOB_COMPLETION_INDEX={index}\n{environment}{script}")));

        ended.Should().OnlyContain(static e => e.ExitCode == 0, string.Concat(ended.Select(static e => e.Output)));
        Accounts.Select(OrderIdOf).Should().Equal(Accounts);
        OrderIdOf(null).Should().BeNull("the platform's own account was not meant");
    }

    [Fact]
    public async Task The_github_workflow_of_a_platform_syncs_each_account()
    {
        var jobs = Parse(await ReadAsync("github", "platform.yml"))[0]["jobs"];
        jobs["sync"]["strategy"]["fail-fast"].ToString().Should().Be("false");
        var apply = ((YamlSequenceNode)jobs["sync"]["steps"]).OfType<YamlMappingNode>()
            .Single(static s => s.Children.TryGetValue("name", out var name) && name.ToString() == "Apply")["run"].ToString();

        var (exitCode, output) = await ShellAsync(
            $"export STRIPE_API_KEY=sk_live_0123456789 GITHUB_STEP_SUMMARY=summary.md ACCOUNT=acct_b\n{apply}");

        exitCode.Should().Be(0, output);
        Accounts.Select(OrderIdOf).Should().Equal(null, "acct_b", null);
        (await File.ReadAllTextAsync(_world.File("summary.md"))).Should().Contain("Applied");
    }

    [Fact]
    public async Task Every_scheduled_command_answers_the_question()
    {
        string[] files = [.. Directory.GetFiles(RepositoryFiles.PathOf("deploy"), "*", SearchOption.AllDirectories), RepositoryFiles.PathOf("docs", "nightly.md")];
        var texts = await Task.WhenAll(files.Select(static f => File.ReadAllTextAsync(f)));
        var readme = (await File.ReadAllTextAsync(RepositoryFiles.PathOf("README.md"))).Split('\n').Where(static l => l.Contains("--quiet", StringComparison.Ordinal));

        var commands = texts.Select(static t => Regex.Replace(t, @"\\\n\s*|\n\s*- ", " ", RegexOptions.None, TimeSpan.FromSeconds(1)))
            .SelectMany(static t => t.Split('\n')).Concat(readme)
            .Where(static l => Regex.IsMatch(l, "couponsync(\\.exe)?\"?\\]? (args: )?sync |args: sync ", RegexOptions.None, TimeSpan.FromSeconds(1)) && !l.Contains("--dry-run", StringComparison.Ordinal))
            .ToList();

        commands.Should().HaveCount(11, "the unit, the crontab, the jobs, the workflows, the task, the page twice, and the README twice").And.OnlyContain(static l => l.Contains("--yes", StringComparison.Ordinal));
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

    private string? OrderIdOf(string? account) =>
        (account is null ? _world.Emulator : _world.Emulator.Connected[account]).Find("A", livemode: true)!.Metadata.GetValueOrDefault("order_id");

    private bool Applied() =>
        _world.Emulator.Find("A", livemode: true)!.Metadata.GetValueOrDefault("order_id") == "1"
        && _world.Emulator.Find("B", livemode: true)!.Metadata.GetValueOrDefault("order_id") == "2";

    // The command line word for word; only the places it names are the test's own.
    private async Task<(int ExitCode, string Output)> ShellAsync(string script)
    {
        var text = script
            .Replace("/opt/couponsync/couponsync", $"dotnet '{RealProcess.Program}'", StringComparison.Ordinal)
            .Replace("%d", _world.File("etc"), StringComparison.Ordinal)
            .Replace("%S", _world.File("state"), StringComparison.Ordinal)
            .Replace("%L", _world.File("logs"), StringComparison.Ordinal)
            .Replace("/etc/couponsync", _world.File("etc"), StringComparison.Ordinal)
            .Replace("/var/lib/couponsync", _world.File("state"), StringComparison.Ordinal)
            .Replace("/var/log/couponsync", _world.File("logs"), StringComparison.Ordinal);
        using var shell = RealProcess.Start(_world, new ProcessStartInfo("/bin/sh", ["-c", text]));
        var ended = await shell.EndAsync();
        return (ended.ExitCode, ended.Out + ended.Error);
    }
}
