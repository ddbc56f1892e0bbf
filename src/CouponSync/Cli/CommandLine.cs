using System.CommandLine;
using System.CommandLine.Invocation;
using CouponSync.Cli.Commands;
using CouponSync.Files;
using CouponSync.Runs;
using CouponSync.Settings;
using CouponSync.StripeApi;
using CouponSync.Text;
using Serilog.Events;

namespace CouponSync.Cli;

/// <summary>The whole command line: parses, runs a command, and turns what it refuses into one line and an exit code.</summary>
internal static class CommandLine
{
    /// <summary>Runs a command line.</summary>
    /// <param name="arguments">Without the program's name.</param>
    /// <param name="host">The process around it.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] arguments, ProgramHost host)
    {
        host = host with
        {
            Out = host.Out as ConsoleWriter ?? new ConsoleWriter(host.Out),
            Error = host.Error as ConsoleWriter
                ?? new ConsoleWriter(new StandardError(host.Error, host.Time, () => StandardError.IsJsonAsked(arguments, host.Environment))),
        };
        var exitCode = await RunToItsEndAsync(arguments, host);
        host.Error.Flush();
        host.Out.Flush();
        if (host.OutFailure is not { } failure)
        {
            return exitCode;
        }

        // What was asked for was to be there.
        await host.Error.WriteLineAsync($"couponsync: standard output cannot be written: {StorageFailure.Reason(failure)}.");
        return ExitCode.Undelivered(exitCode);
    }

    private static async Task<int> RunToItsEndAsync(string[] arguments, ProgramHost host)
    {
        try
        {
            // An argument that begins with @ is that argument, and no file of arguments.
            var parsed = Root(host).Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
            var refusals = EmptyValues.Of(parsed, arguments);
            if (refusals.Count == 0)
            {
                refusals = [.. parsed.Errors.Select(static e => e.Message).Distinct(StringComparer.Ordinal)];
            }

            if (refusals.Count == 0 && arguments.Any(Secrets.HasKey))
            {
                refusals = ["One of the arguments is a key, or holds one. No argument takes one, and what is named after one would be shown and kept."];
            }

            return refusals.Count > 0
                ? await RefuseAsync(refusals, parsed, arguments, host)
                : await InvokeAsync(parsed, arguments, host);
        }
        catch (Exception e)
        {
            return LastResort.Report(e, arguments, host.Environment, host.Error, host.Time);
        }
    }

    private static async Task<int> InvokeAsync(ParseResult parsed, string[] arguments, ProgramHost host)
    {
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = host.Out,
                Error = host.Error,
                // Signals and exceptions are ours to handle.
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (SettingsException e)
        {
            return await EndAsync(ExitCode.Configuration, e.Message);
        }
        catch (OperationCanceledException) when (host.Stop.IsCancellationRequested)
        {
            return await EndAsync(ExitCode.Cancelled, "cancelled.");
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            return await EndAsync(ExitCode.StoppedEarly, $"{VisibleText.Escape(StorageFailure.Reason(e))}. {StorageFailure.Remedy(e)}.");
        }

        async Task<int> EndAsync(int exitCode, string message)
        {
            await host.Error.WriteLineAsync($"couponsync: {message}");
            RefusalLog.Write(parsed, arguments, host, RunLog.LevelOf(exitCode), message);
            return exitCode;
        }
    }

    /// <summary>Makes all commands.</summary>
    public static RootCommand Root(ProgramHost host)
    {
        var root = new RootCommand("Keeps the metadata of Stripe coupons in step with a CSV file.")
        {
            SyncCommand.Create(host),
            ApplyCommand.Create(host),
            RevertCommand.Create(host),
            ExportCommand.Create(host),
            CheckCommand.Create(host),
            CouponCommands.CreateGet(host),
            CouponCommands.CreateUpdate(host),
            RunsCommand.Create(host),
            InitCommand.Create(host),
            DoctorCommand.Create(host),
        };
        foreach (var option in root.Options.OfType<VersionOption>())
        {
            option.Description = "Show the version, and which Stripe client is inside";
            option.Action = new VersionAction(host.Out);
        }

        return root;
    }

    private static async Task<int> RefuseAsync(IReadOnlyList<string> refusals, ParseResult parsed, string[] arguments, ProgramHost host)
    {
        foreach (var message in refusals)
        {
            await host.Error.WriteLineAsync($"couponsync: {message}");
            RefusalLog.Write(parsed, arguments, host, LogEventLevel.Error, message);
        }

        if (arguments.Any(Secrets.HasKey))
        {
            await host.Error.WriteLineAsync(
                "couponsync: the key is never given on the command line, where others can see it: set STRIPE_API_KEY. If somebody may have seen it, make a new one.");
        }

        var command = parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ";
        await host.Error.WriteLineAsync($"'couponsync {command}--help' shows what there is.");
        return ExitCode.Configuration;
    }

    private sealed class VersionAction(TextWriter output) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            var version = typeof(CommandLine).Assembly.GetName().Version?.ToString(3);
            output.WriteLine($"couponsync {version} ({StripeLibrary.Description})");
            return ExitCode.Done;
        }
    }
}
