using System.CommandLine;
using CouponSync.Applying;
using CouponSync.Cli.Help;
using CouponSync.Files;
using CouponSync.History;
using CouponSync.Planning;
using CouponSync.Reporting;
using CouponSync.Runs;
using CouponSync.Settings;
using CouponSync.Text;

namespace CouponSync.Cli.Commands;

/// <summary><c>couponsync runs [RUN]</c>: past runs; no key, no network, nothing left behind.</summary>
internal static class RunsCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(ProgramHost host)
    {
        var common = new CommonOptions(host);
        var run = new Argument<string?>("run")
        {
            Description = "Show this run: its id, any part that fits no other run, or latest",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var stateDirectory = SettingOptions.StateDirectory;
        var last = new ProgramOption<int>(Groups.Output, "--last") { Description = "Show at most this many [20]", HelpName = "n", DefaultValueFactory = static _ => 20 };
        var json = new ProgramOption<bool>(Groups.Output, "--json") { Description = "As JSON, with all counts" };
        var verbose = new ProgramOption<bool>(Groups.Output, "--verbose", "-v") { Description = "Show the figures behind a run's report, too" };
        var command = new ProgramCommand("runs", "Show past runs, or one of them")
        {
            Examples =
            [
                new("The past runs", "couponsync runs"),
                new("The latest, as it was reported", "couponsync runs latest"),
                new("The exit code of the latest, for a script", "couponsync runs latest --json | jq .run.exitCode"),
            ],
            Exits = ExitMeanings.Of(null, hasInput: true, asksStripe: false),
        };
        command.Add(run);
        command.Add(last);
        command.Add(json);
        command.Add(verbose);
        command.Options.Add(stateDirectory.Option);
        command.Options.Add(common.Config);
        command.SetAction(async (parsed, _) =>
        {
            var directory = common.Resolve(parsed, [stateDirectory], commonSettings: false).State.Directory;
            StateDirectory.Check(directory);
            var catalog = new RunCatalog(directory);
            try
            {
                return parsed.GetValue(run) is { } text
                    ? await ShowAsync(host, catalog, text, parsed.GetValue(json), parsed.GetValue(verbose))
                    : await ListAsync(host, catalog, directory, parsed.GetValue(last), parsed.GetValue(json));
            }
            catch (Exception e) when (StorageFailure.Is(e))
            {
                throw new SettingsException($"The runs in '{directory}' (State:Directory) cannot be read: {VisibleText.Escape(StorageFailure.Reason(e))}.");
            }
        });
        return command;
    }

    private static async Task<int> ListAsync(ProgramHost host, RunCatalog catalog, string directory, int most, bool isJson)
    {
        var ids = catalog.Ids();
        var runs = new List<RunEntry>();
        foreach (var id in ids.Take(most))
        {
            RefuseUnreadable(catalog.At(id));
            runs.Add(await catalog.ReadAsync(id, host.Stop));
        }

        if (isJson)
        {
            HostConsoles.WriteWhole(host, RunsJson.Of(runs));
            return ExitCode.Done;
        }

        if (ids.Count == 0)
        {
            await host.Error.WriteLineAsync($"There are no runs in {directory}.");
            return ExitCode.Done;
        }

        foreach (var line in RunsTable.Lines(runs, host.Terminal.OutIsTerminal ? host.Terminal.Width : null))
        {
            await host.Out.WriteLineAsync(line);
        }

        if (ids.Count > most)
        {
            await host.Error.WriteLineAsync($"{Figures.Count(ids.Count - most, "older run")} not shown; --last shows more.");
        }

        return ExitCode.Done;
    }

    private static async Task<int> ShowAsync(ProgramHost host, RunCatalog catalog, string text, bool isJson, bool isVerbose)
    {
        var id = catalog.Find(text) ?? throw catalog.NoRun(text);
        RefuseUnreadable(catalog.At(id));

        var run = await catalog.ReadAsync(id, host.Stop);
        if (isJson)
        {
            HostConsoles.WriteWhole(host, RunsJson.Of(run));
            return ExitCode.Done;
        }

        if (run.Report is null)
        {
            foreach (var line in RunsTable.WithoutReport(run))
            {
                HostConsoles.WriteLine(host, line);
            }

            return ExitCode.Done;
        }

        return Render(host, run, run.Report, isVerbose) ? ExitCode.Done : ExitCode.InvalidInput;
    }

    // What another user's run did would be said wrongly: as of one that was killed.
    private static void RefuseUnreadable(RunDirectory directory)
    {
        if (!PrivateFiles.MayLookInto(directory.Path))
        {
            throw new IOException($"Access to '{directory.Path}' is denied.");
        }

        PrivateFiles.RefusePipe(directory.PlanPath);
        PrivateFiles.RefusePipe(directory.ResultsPath);
        PrivateFiles.RefusePipe(directory.ReportPath);
    }

    // Whether all of it could be shown.
    private static bool Render(ProgramHost host, RunEntry run, RunReportHead head, bool isVerbose)
    {
        var isWhole = true;
        PlanFile? plan = null;
        ResultsFile? opened = null;
        try
        {
            plan = Path.Exists(run.Directory.PlanPath) ? PlanFile.Open(run.Directory.PlanPath) : null;
            opened = plan is null ? null : ResultsFile.Open(run.Directory.ResultsPath, plan.ChangeCount);
            if (opened is not null && PlanSource.WhatIsMissing(head, opened, run.Directory.ResultsPath) is { } missing)
            {
                host.Error.WriteLine($"couponsync: {VisibleText.Escape(missing)}");
                isWhole = false;
            }
        }
        catch (Exception e) when (e is PlanFormatException || StorageFailure.Is(e))
        {
            host.Error.WriteLine($"couponsync: the run's changes cannot be shown: {VisibleText.Escape(e is PlanFormatException ? e.Message : StorageFailure.Reason(e))}");
            (plan, isWhole) = (null, false);
        }

        using var results = opened;
        var report = new RunReport
        {
            Run = head.Run,
            Summary = head.Summary,
            Requests = head.Requests,
            Changes = ReportedChange.Of(plan, results, head.Run.DryRun, []),
            Problems = RunReportReader.Problems(run.Directory.ReportPath),
        };
        var page = File.Exists(run.Directory.PagePath) ? run.Directory.PagePath : run.Directory.ReportPath;
        new ConsoleReport(HostConsoles.Out(host), new ConsoleReportOptions { FullReport = page, Reports = [page], IsVerbose = isVerbose })
            .Write(report, host.Stop);
        return isWhole;
    }
}
