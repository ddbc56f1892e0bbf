using System.CommandLine;
using System.Text;
using CouponSync.Cli.Help;
using CouponSync.Exporting;
using CouponSync.Files;
using CouponSync.Input;
using CouponSync.Pipelines;
using CouponSync.Runs;
using CouponSync.Settings;
using CouponSync.StripeApi;
using CouponSync.Text;
using Serilog;

namespace CouponSync.Cli.Commands;

/// <summary><c>couponsync export</c>: Stripe's coupons as CSV that <c>sync</c> finds unchanged.</summary>
internal static class ExportCommand
{
    private const int MostMissingShown = 20;

    /// <summary>Makes the command.</summary>
    public static Command Create(ProgramHost host)
    {
        var common = new CommonOptions(host, Access.Reads);
        var output = new ProgramOption<string?>(Groups.Output, "--output", "-o") { Description = "Write to this file, in place of standard output", HelpName = "file" };
        var ids = new ProgramOption<string?>(Groups.Reading, "--ids-from") { Description = "Only the coupons named in this file, one id a line; - for standard input", HelpName = "file" };
        var since = new ProgramOption<string?>(Groups.Reading, "--created-since") { Description = "Only coupons created then or later", HelpName = "date" };
        var command = new ProgramCommand("export", "Write Stripe's coupons as CSV that sync finds unchanged")
        {
            Examples =
            [
                new("All coupons", "couponsync export -o coupons.csv"),
                new("Only some, their ids in a file", "couponsync export --ids-from ids.txt -o some.csv"),
            ],
            Exits = ExitMeanings.Of("some of the requested coupons are missing, or cannot be read"),
        };
        IReadOnlyList<SettingOption> settingOptions =
        [
            SettingOption.Value(Groups.Reading, "Fetch:Mode", "--fetch", "How coupons of --ids-from are read: auto, list (all, 100 a request) or retrieve (one a request) [auto]", "how", "auto", "list", "retrieve"),
        ];
        command.Add(output);
        command.Add(ids);
        command.Add(since);
        common.AddTo(command, settingOptions);
        command.SetAction(async (parsed, _) =>
        {
            var settings = common.Resolve(parsed, settingOptions);
            using var files = new NamedFiles(host);
            files.Reads(settings);
            if (parsed.GetValue(ids) is { } list)
            {
                files.Reads("the ids of --ids-from", list);
            }

            var file = parsed.GetValue(output) is { } named and not "-" ? files.Writes("--output", named) : null;
            await files.OpenAsync();
            var request = new ExportRequest
            {
                Ids = parsed.GetValue(ids) is { } path ? IdList.Read(path, host.OpenInput) : null,
                CreatedSince = Since(parsed.GetValue(since)),
            };
            if (request is { Ids: not null, CreatedSince: not null })
            {
                throw new SettingsException("--ids-from and --created-since cannot be combined: the file names the coupons one by one.");
            }

            var options = common.Session(parsed);
            await using var session = await StripeSession.OpenAsync(host, settings, options, WriteIntent.None);
            var (log, stripe) = (session.Log, session.Stripe);
            using var work = WorkDirectory.Create("export");
            try
            {
                await CouponCommands.CheckAccountAsync(settings, stripe, host.Stop);
                ExportResult? result;
                using (var progress = ProgressDisplays.Open(host, options.IsQuiet))
                {
                    var pipeline = new ExportPipeline(stripe, settings.Fetch.Mode, progress.Sink, host.Time, log);
                    result = await RunAsync(pipeline, request, work.Path, file, host);
                }

                host.Out.Flush();
                StandardStreams.LogFailures(host, log);
                if (result is not null && host.OutFailure is null)
                {
                    await TellAsync(host, log, result, options.IsQuiet);
                }

                await session.TellLogFailureAsync(host);
                return result is { IsComplete: false } ? ExitCode.SomeFailed : ExitCode.Done;
            }
            catch (StripeFailureException e)
            {
                var exitCode = ExitCode.After(e.Failure);
                log.Write(RunLog.LevelOf(exitCode), "export failed with exit code {ExitCode}: {Failure}", exitCode, e.Failure.Describe());
                await host.Error.WriteLineAsync($"couponsync: {VisibleText.Escape(e.Failure.Describe())}");
                return exitCode;
            }
            catch (Exception e) when (StorageFailure.Is(e))
            {
                log.Error(e, "The export cannot be written: {Reason}", StorageFailure.Reason(e));
                await host.Error.WriteLineAsync(
                    $"couponsync: the export cannot be written: {VisibleText.Escape(StorageFailure.Reason(e))}. {StorageFailure.Remedy(e)}.");
                return ExitCode.StoppedEarly;
            }
        });
        return command;
    }

    // Null when who read it had enough before its end.
    private static async Task<ExportResult?> RunAsync(
        ExportPipeline pipeline, ExportRequest request, string workDirectory, OutputFile? output, ProgramHost host)
    {
        if (output is null)
        {
            return await pipeline.RunAsync(request, workDirectory, () => new Undisposed(host.Out, host.Terminal.OutIsTerminal), host.Stop);
        }

        ExportResult? result = null;
        await output.WriteAsync(async stream => result = await pipeline.RunAsync(
            request, workDirectory, () => new StreamWriter(stream, new UTF8Encoding(false), 64 * 1024, leaveOpen: true), host.Stop));
        return result;
    }

    private static async Task TellAsync(ProgramHost host, ILogger log, ExportResult result, bool isQuiet)
    {
        foreach (var id in result.Missing.Take(MostMissingShown))
        {
            await WarnAsync($"There is no coupon {VisibleText.Quote(id)} in this account and mode.");
        }

        if (result.Missing.Count > MostMissingShown)
        {
            await WarnAsync($"... nor {Figures.Count(result.Missing.Count - MostMissingShown, "other")}.");
        }

        foreach (var problem in result.Unreadable.Take(MostMissingShown))
        {
            await WarnAsync($"{VisibleText.Escape(problem.Message)} It is not in the export.");
        }

        if (result.Unreadable.Count > MostMissingShown)
        {
            await WarnAsync($"... and {Figures.Count(result.Unreadable.Count - MostMissingShown, "other")} that cannot be read or written.");
        }

        var summary = $"Exported {Figures.Count(result.Coupons, "coupon")} with {Figures.Count(result.Columns.MetadataKeys.Count, "metadata key")}."
            + (result.Columns.HasEscapes
                ? $" Rows with cells that a spreadsheet would run are marked in the column {FormulaEscape.Column}."
                : "");
        if (!isQuiet)
        {
            await host.Error.WriteLineAsync(summary);
        }

        async Task WarnAsync(string sentence)
        {
            log.Warning("{Sentence:l}", sentence);
            await host.Error.WriteLineAsync(sentence);
        }
    }

    private static DateTimeOffset? Since(string? text) => text switch
    {
        null => null,
        _ when Timestamp.TryParse(text, out var instant) => instant,
        _ => throw new SettingsException(
            $"--created-since is '{text}', but must be a date such as 2026-01-31, an instant such as 2026-01-31T12:00:00Z, or Unix seconds."),
    };

    /// <summary>Standard output, which outlives the export. A terminal shows what it would obey; a file or a pipe gets it as it is.</summary>
    private sealed class Undisposed(TextWriter inner, bool isTerminal) : TextSink
    {
        public override Encoding Encoding => inner.Encoding;

        public override void Write(string? value) => inner.Write(isTerminal && value is not null ? VisibleText.EscapeLines(value) : value);

        public override void Flush() => inner.Flush();
    }
}
