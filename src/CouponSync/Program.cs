using System.Collections;
using System.Runtime.InteropServices;
using System.Text;
using CouponSync.Cli;

// The composition root: the only place that names the system's clock, randomness, streams and signals.
#pragma warning disable RS0030 // Banned everywhere else, for this place's sake.
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
    .ToDictionary(static v => (string)v.Key, static v => (string?)v.Value ?? "", OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
using var error = new StandardError(Console.Error, TimeProvider.System, () => StandardError.IsJsonAsked(args, environment));
using var stop = new CancellationTokenSource();
using var abort = new CancellationTokenSource();

void OnSignal(PosixSignalContext context)
{
    // The first signal asks for an orderly stop; a second one ends the process at once, as the system would.
    if (stop.IsCancellationRequested)
    {
        abort.Cancel();
        return;
    }

    context.Cancel = true;
    error.WriteLine("Stopping: what is under way is finished first. Once more to stop at once.");
    stop.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);

return await CommandLine.RunAsync(args, new ProgramHost
{
    Out = Console.Out,
    Error = error,
    OpenInput = Console.OpenStandardInput,
    ReadAnswer = ControllingTerminal.ReadLineAsync,
    OpenTerminal = ControllingTerminal.Open,
    Terminal = new TerminalFacts
    {
        OutIsTerminal = !Console.IsOutputRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        InputIsTerminal = !Console.IsInputRedirected,
        Width = Console.IsOutputRedirected && Console.IsErrorRedirected ? null : Console.WindowWidth,
    },
    Environment = environment,
    Time = TimeProvider.System,
    Random = new Random(),
    Stop = stop.Token,
    Abort = abort.Token,
});
