using System.Collections;
using System.Runtime.InteropServices;
using CouponSync.Cli;
using CouponSync.Files;
using CouponSync.Runs;

// Each part of the program is a file, and so is each connection. Before anything is opened: with fewer not even the rest of this
// place can be.
const int fewestOpenFiles = 256;
if (NativeFiles.MostOpenFiles() is < fewestOpenFiles and var mostOpenFiles)
{
    NativeFiles.WriteLine(2, $"couponsync: this process may have {mostOpenFiles} files open, and the program needs {fewestOpenFiles}. Raise the limit of open files (ulimit -n).");
    return ExitCode.Configuration;
}

NativeFiles.KeepPrivate();

// The composition root: the only place that names the system's clock, randomness, streams and signals.
#pragma warning disable RS0030 // Banned everywhere else, for this place's sake.
var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
    .ToDictionary(static v => (string)v.Key, static v => (string?)v.Value ?? "", OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
StandardStreams.UseUtf8();
var output = new ConsoleWriter(StandardStreams.OpenOutput);
var error = new ConsoleWriter(() => new StandardError(StandardStreams.OpenError(), TimeProvider.System, () => StandardError.IsJsonAsked(args, environment), Console.IsErrorRedirected ? null : StandardStreams.Width));
// For libraries that write there, the log's among them.
Console.SetOut(output);
Console.SetError(new ConsoleWriter(StandardStreams.OpenError));
AppDomain.CurrentDomain.UnhandledException += (_, fault) =>
    Environment.Exit(LastResort.Report((Exception)fault.ExceptionObject, args, environment, error, TimeProvider.System));

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
    // Not after it is said, as whoever is to hear it may not listen; nor in its place, as the run may be quick to end.
    _ = stop.CancelAsync();
    error.WriteLine("Stopping after the requests under way. Interrupt once more to stop at once.");
    if (OperatingSystem.IsWindows() && context.Signal is not PosixSignal.SIGINT)
    {
        // When its window is closed or the machine shut down, Windows ends the process as soon as this returns, else after some seconds.
        Thread.Sleep(Timeout.Infinite);
    }
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
// A file that may not grow any more is a write that fails, as on a full disk: SIGXFSZ, the same number on Linux and macOS.
using var fileSize = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create((PosixSignal)25, static context => context.Cancel = true);

return await CommandLine.RunAsync(args, new ProgramHost
{
    Out = output,
    Error = error,
    Redirected = StandardStreams.Redirected(),
    OpenDescriptor = StandardStreams.OpenDescriptor,
    OpenInput = StandardStreams.OpenInput,
    ReadAnswer = ControllingTerminal.ReadLineAsync,
    OpenTerminal = ControllingTerminal.Open,
    Terminal = new TerminalFacts
    {
        OutIsTerminal = !Console.IsOutputRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        InputIsTerminal = !Console.IsInputRedirected,
        KnowsEscapes = WindowsConsole.EnableEscapes(),
        FindWidth = StandardStreams.Width,
    },
    Environment = environment,
    Time = TimeProvider.System,
    Random = new Random(),
    Stop = stop.Token,
    Abort = abort.Token,
});
