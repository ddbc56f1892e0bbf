using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using CouponSync.Cli.Commands;
using CouponSync.Cli.Help;
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
                ?? new ConsoleWriter(new StandardError(host.Error, host.Time, () => StandardError.IsJsonAsked(arguments, host.Environment), host.Terminal.ErrorIsTerminal ? () => host.Terminal.Width : null)),
        };
        var exitCode = await RunToItsEndAsync(Rewritten(arguments), host);
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

    // As other programs have it.
    private static string[] Rewritten(string[] arguments) => arguments switch
    {
        ["help", .. var command] => [.. command.Where(static word => word is not "help"), "--help"],
        ["version"] => ["--version"],
        _ => arguments,
    };

    private static async Task<int> RunToItsEndAsync(string[] arguments, ProgramHost host)
    {
        try
        {
            if (arguments is ["__complete", "--", .. var words])
            {
                foreach (var word in new Completion(Root(host), host.Environment).Of(words))
                {
                    HostConsoles.WriteWhole(host, word);
                }

                return ExitCode.Done;
            }

            if (arguments.Length == 0)
            {
                // Not on standard output: whoever wanted data got none.
                var root = Root(host);
                Help(host, host.Error, host.Terminal.ErrorIsTerminal).Write(root, root);
                return ExitCode.Configuration;
            }

            // An argument that begins with @ is that argument, and no file of arguments.
            var parsed = Root(host).Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
            var refusals = EmptyValues.Of(parsed, arguments);
            var misspellings = refusals.Count == 0 ? Misspellings.Of(parsed, arguments) : null;
            if (misspellings is not null)
            {
                refusals = misspellings.Sentences;
            }
            else if (refusals.Count == 0)
            {
                refusals = [.. parsed.Errors.Select(static e => e.Message).Distinct(StringComparer.Ordinal)];
            }

            if (refusals.Count == 0 && arguments.Any(Secrets.HasKey))
            {
                refusals = ["One of the arguments is an API key, or contains one. No argument takes a key: it would be shown and stored."];
            }

            return refusals.Count > 0
                ? await RefuseAsync(refusals, misspellings?.Proposal, parsed, arguments, host)
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
        var root = new ProgramRoot("Keeps the metadata of Stripe coupons in step with a CSV file")
        {
            Examples =
            [
                new("See what would change", "couponsync sync coupons.csv --dry-run"),
                new("Apply it", "couponsync sync coupons.csv --max-changes 30%"),
                new("Undo the latest run", "couponsync revert latest"),
            ],
            Exits = ExitMeanings.All,
        };
        foreach (var command in (Command[])
        [
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
            CompletionCommand.Create(host),
            ManCommand.Create(host),
        ])
        {
            root.Add(command);
        }

        foreach (var option in root.Options)
        {
            if (option is HelpOption)
            {
                option.Description = "Show this help";
                option.Action = Help(host, host.Out, host.Terminal.OutIsTerminal);
            }
            else if (option is VersionOption)
            {
                option.Description = "Show the version, and which Stripe client is inside";
                option.Action = new VersionAction(host.Out);
            }
        }

        return root;
    }

    private static HelpText Help(ProgramHost host, TextWriter output, bool isTerminal) => new(
        "couponsync",
        output,
        isTerminal ? host.Terminal.Width : null,
        "Documentation: README.md and docs/ of CouponSync; 'couponsync man' writes the manual page.");

    private static async Task<int> RefuseAsync(
        IReadOnlyList<string> refusals, string? proposal, ParseResult parsed, string[] arguments, ProgramHost host)
    {
        foreach (var message in refusals)
        {
            await host.Error.WriteLineAsync($"couponsync: {message}");
            RefusalLog.Write(parsed, arguments, host, LogEventLevel.Error, message);
        }

        if (arguments.Any(Secrets.HasKey))
        {
            await host.Error.WriteLineAsync(
                "couponsync: never give the key on the command line, where others can see it: set STRIPE_API_KEY instead. If somebody may have seen the key, create a new one.");
        }

        else if (proposal is not null)
        {
            await host.Error.WriteLineAsync($"  {proposal}");
        }

        var command = parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ";
        await host.Error.WriteLineAsync($"See 'couponsync {command}--help'.");
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
