using System.CommandLine;
using System.Globalization;
using System.Text;
using CouponSync.Cli.Settings;
using CouponSync.Exporting;
using CouponSync.Loading;
using CouponSync.Loading.Csv;
using CouponSync.Reporting;
using CouponSync.StripeApi;
using Serilog;

namespace CouponSync.Cli.Commands;

/// <summary><c>couponsync export</c>: Stripe's coupons as CSV that <c>sync</c> finds unchanged.</summary>
internal static class ExportCommand
{
    private const int MostMissingShown = 20;

    private static readonly IReadOnlyList<SettingOption> Settings =
    [
        SettingOption.Value("Fetch:Mode", "--fetch", "How coupons of --ids-from are read: auto, list (all, 100 a request) or retrieve (one a request) [auto]", "how"),
    ];

    /// <summary>Makes the command.</summary>
    public static Command Create(ProgramHost host)
    {
        var common = new CommonOptions(host);
        var output = new Option<string?>("--output", "-o") { Description = "Write to this file, in place of standard output", HelpName = "file" };
        var ids = new Option<string?>("--ids-from") { Description = "Only the coupons named in this file, one id a line; - for standard input", HelpName = "file" };
        var since = new Option<string?>("--created-since") { Description = "Only coupons created then or later", HelpName = "date" };
        var command = new Command("export", "Write Stripe's coupons as CSV that sync finds unchanged") { output, ids, since };
        common.AddTo(command, Settings);
        command.SetAction(async (parsed, _) =>
        {
            var settings = common.Resolve(parsed, Settings);
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
            var work = Directory.CreateTempSubdirectory("couponsync-export-");
            try
            {
                await CouponCommands.CheckAccountAsync(settings, stripe, host.Stop);
                ExportResult result;
                using (var progress = ProgressDisplays.Open(host, options.IsQuiet))
                {
                    var pipeline = new ExportPipeline(stripe, settings.Fetch.Mode, progress.Sink, host.Time, log);
                    result = await RunAsync(pipeline, request, work.FullName, parsed.GetValue(output), host);
                }

                await TellAsync(host, log, result, options.IsQuiet);
                return result.Missing.Count > 0 ? ExitCode.SomeFailed : ExitCode.Done;
            }
            catch (StripeFailureException e)
            {
                var exitCode = e.Failure.IsCredential ? ExitCode.Configuration : ExitCode.StoppedEarly;
                log.Write(RunLog.LevelOf(exitCode), "export failed with exit code {ExitCode}: {Failure}", exitCode, e.Failure.Describe());
                await host.Error.WriteLineAsync($"couponsync: {VisibleText.Escape(e.Failure.Describe())}");
                return exitCode;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new SettingsException($"The export cannot be written: {e.Message}");
            }
            finally
            {
                work.Delete(recursive: true);
            }
        });
        return command;
    }

    private static async Task<ExportResult> RunAsync(
        ExportPipeline pipeline, ExportRequest request, string workDirectory, string? output, ProgramHost host)
    {
        if (output is null or "-")
        {
            return await pipeline.RunAsync(request, workDirectory, () => new Undisposed(host.Out), host.Stop);
        }

        using var file = AtomicFile.Create(output);
        var result = await pipeline.RunAsync(
            request, workDirectory, () => new StreamWriter(file.Stream, new UTF8Encoding(false), 64 * 1024, leaveOpen: true), host.Stop);
        file.Commit();
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

    /// <summary>Standard output, which outlives the export.</summary>
    private sealed class Undisposed(TextWriter inner) : TextWriter(CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => inner.Encoding;

        public override void Write(char value) => inner.Write(value);

        public override void Write(string? value) => inner.Write(value);

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);
    }
}
