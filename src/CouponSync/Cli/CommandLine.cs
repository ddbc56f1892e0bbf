using System.CommandLine;
using System.CommandLine.Invocation;
using CouponSync.Cli.Commands;
using CouponSync.Cli.Settings;
using CouponSync.Loading;
using CouponSync.Reporting;
using CouponSync.StripeApi;

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
                ?? new ConsoleWriter(new StandardError(host.Error, host.Time, () => StandardError.IsJsonAsked(arguments))),
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
            return await ParseAndRunAsync(arguments, host);
        }
        catch (SettingsException e)
        {
            await host.Error.WriteLineAsync($"couponsync: {e.Message}");
            return ExitCode.Configuration;
        }
        catch (OperationCanceledException) when (host.Stop.IsCancellationRequested)
        {
            await host.Error.WriteLineAsync("couponsync: cancelled.");
            return ExitCode.Cancelled;
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            await host.Error.WriteLineAsync($"couponsync: {VisibleText.Escape(StorageFailure.Reason(e))}. {StorageFailure.Remedy(e)}.");
            return ExitCode.StoppedEarly;
        }
        catch (Exception e)
        {
            return LastResort.Report(e, arguments, host.Error, host.Time);
        }
    }

    private static async Task<int> ParseAndRunAsync(string[] arguments, ProgramHost host)
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
        };
        foreach (var option in root.Options.OfType<VersionOption>())
        {
            option.Description = "Show the version, and which Stripe client is inside";
            option.Action = new VersionAction(host.Out);
        }

        var parsed = root.Parse(arguments);
        return parsed.Errors.Count > 0
            ? await RefuseAsync(parsed, host)
            : await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = host.Out,
                Error = host.Error,
                // Signals and exceptions are ours to handle.
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
    }

    private static async Task<int> RefuseAsync(ParseResult parsed, ProgramHost host)
    {
        foreach (var error in parsed.Errors.DistinctBy(static e => e.Message))
        {
            await host.Error.WriteLineAsync($"couponsync: {error.Message}");
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
