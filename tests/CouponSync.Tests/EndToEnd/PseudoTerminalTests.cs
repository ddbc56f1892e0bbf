using System.Diagnostics;
using CouponSync.Cli;
using CouponSync.Emulator;
using CouponSync.Emulator.Server;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>The question on a terminal as the system makes it, with streams as a shell redirects them.</summary>
public sealed class PseudoTerminalTests : IAsyncLifetime, IDisposable
{
    private const string Question = "Apply it? Type yes to go on: ";

    private readonly TemporaryDirectory _directory = new();
    private readonly StripeEmulator _emulator = new(new EmulatorOptions(), TimeProvider.System);
    private EmulatorServer _server = null!;

    public async Task InitializeAsync()
    {
        _emulator.Seed([new EmulatorCoupon { Id = "A", Created = 1_600_000_000 }]);
        _directory.Write("c.csv", "id,metadata[order_id]\nA,new\n");
        _server = await EmulatorServer.StartAsync(_emulator);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _directory.Dispose();

    [PseudoTerminalTheory]
    [InlineData("sync c.csv", "yes", 0, true)]
    [InlineData("sync c.csv 2>err.txt", "yes", 0, true)]
    [InlineData("sync c.csv >out.txt 2>err.txt", "yes", 0, true)]
    [InlineData("sync c.csv >out.txt 2>err.txt", "no", 130, true)]
    [InlineData("sync c.csv --yes 2>err.txt", "", 0, false)]
    [InlineData("sync c.csv </dev/null", "yes", 4, false)]
    [InlineData("sync - <c.csv 2>err.txt", "yes", 4, false)]
    [InlineData("sync c.csv </dev/null >out.txt 2>err.txt", "", 0, false)]
    public async Task It_is_asked_where_somebody_can_answer_it(string command, string answer, int exitCode, bool isAsked)
    {
        var start = new ProcessStartInfo(PseudoTerminalTheoryAttribute.Script, ["-qec", $"dotnet '{typeof(CommandLine).Assembly.Location}' {command}", "/dev/null"])
        {
            WorkingDirectory = _directory.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["SHELL"] = "/bin/sh";
        start.Environment["STRIPE_API_KEY"] = Shop.TestKey;
        start.Environment["COUPONSYNC_Stripe__ApiBase"] = _server.Address.GetLeftPart(UriPartial.Authority);
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteLineAsync(answer);
        process.StandardInput.Close();

        var screen = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        process.ExitCode.Should().Be(exitCode, screen);
        screen.Contains(Question, StringComparison.Ordinal).Should().Be(isAsked, screen);
        _emulator.Counters.Snapshot().WritesApplied.Should().Be(exitCode == 0 ? 1 : 0);
        foreach (var file in Directory.GetFiles(_directory.Path, "*.txt"))
        {
            (await File.ReadAllTextAsync(file)).Should().NotContain(Question);
        }
    }
}

/// <summary>A test that runs where util-linux's <c>script</c> makes a pseudo-terminal.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PseudoTerminalTheoryAttribute : TheoryAttribute
{
    /// <summary>The program.</summary>
    public const string Script = "/usr/bin/script";

    public PseudoTerminalTheoryAttribute() =>
        Skip = OperatingSystem.IsLinux() && File.Exists(Script) ? null : $"There is no {Script} of util-linux to make a pseudo-terminal.";
}
