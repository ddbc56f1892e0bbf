using System.CommandLine;
using System.Globalization;
using CouponSync.Cli.Help;
using CouponSync.Coupons;
using CouponSync.Files;
using CouponSync.Input;
using CouponSync.Runs;
using CouponSync.Text;

namespace CouponSync.Cli.Commands;

/// <summary><c>couponsync check FILE</c>: validates a file; no key, no network, nothing left behind.</summary>
internal static class CheckCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(ProgramHost host)
    {
        var common = new CommonOptions(host);
        var file = Arguments.File();
        var all = new ProgramOption<bool>(Groups.Output, "--all") { Description = "Show every problem, not only the first hundred" };
        var json = new ProgramOption<bool>(Groups.Output, "--json") { Description = "Show every problem as JSON" };
        var settingOptions = SettingOptions.Input;
        var command = new ProgramCommand("check", "Check a CSV file from its first line to its last, offline")
        {
            Examples = [new("Before it is synced", "couponsync check coupons.csv"), new("What another program makes", "cat coupons.csv | couponsync check -")],
            Exits = ExitMeanings.Of(null, hasInput: true, asksStripe: false),
        };
        command.Add(file);
        command.Add(all);
        command.Add(json);
        foreach (var option in settingOptions)
        {
            command.Options.Add(option.Option);
        }

        command.Options.Add(common.Config);
        command.SetAction(async (parsed, _) =>
        {
            var settings = common.Resolve(parsed, settingOptions, commonSettings: false);
            var path = parsed.GetRequiredValue(file);
            using var work = WorkDirectory.Create("check");
            await using var input = await CsvLoader.LoadAsync(
                CsvInput.From(path, host.OpenInput), settings.Csv.ReadOptions() with { Now = host.Time.GetUtcNow() }, work.Path, host.Stop);
            if (parsed.GetValue(json))
            {
                await using var output = new WriterStream(host.Out);
                await CheckResult.WriteAsync(input, path, output, host.Stop);
            }
            else
            {
                Write(host, input, path, parsed.GetValue(all) ? int.MaxValue : 100);
            }

            return input.ErrorCount == 0 ? ExitCode.Done : ExitCode.InvalidInput;
        });
        return command;
    }

    private static void Write(ProgramHost host, LoadedInput input, string path, int most)
    {
        var name = path == "-" ? "stdin" : path;
        var shown = 0;
        foreach (var problem in input.Problems().Take(most))
        {
            shown++;
            HostConsoles.WriteLine(host, Describe(name, problem));
        }

        if (input.ProblemCount > shown)
        {
            HostConsoles.WriteLine(host, string.Create(
                CultureInfo.InvariantCulture, $"... and {input.ProblemCount - shown:N0} more; --all shows them."));
        }

        var warnings = input.ProblemCount - input.ErrorCount;
        var shownName = VisibleText.Escape(name);
        HostConsoles.WriteLine(host, input.ErrorCount == 0
            ? $"{shownName} is valid: {Figures.Count(input.RowCount, "row")}, "
                + $"{Figures.Count(input.Header.Metadata.Length, "metadata column")}, {Figures.Count(warnings, "warning")}."
            : $"{shownName} is not valid: {Figures.Count(input.ErrorCount, "error")}, {Figures.Count(warnings, "warning")}"
                + GoodRows(input));
    }

    // Rows say nothing where the file as a whole is refused: with another header they would be other rows.
    private static string GoodRows(LoadedInput input) => input.Fatal is not null
        ? "."
        : $"; {Figures.Count(input.ValidCount)} of {Figures.Count(input.RowCount, "row")} "
            + $"{Figures.Are(input.RowCount == 1 ? 1 : input.ValidCount)} valid.";

    private static string Describe(string name, Problem problem)
    {
        var place = problem.Line is { } line ? string.Create(CultureInfo.InvariantCulture, $"{name}:{line}") : name;
        var column = problem.Column is null ? "" : $" {problem.Column}:";
        var severity = problem.Severity == ProblemSeverity.Error ? "error" : "warning";
        return VisibleText.Escape($"{place}: {severity}:{column} {problem.Message}");
    }
}
