using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CouponSync.Cli.Help;
using CouponSync.Coupons;
using CouponSync.Reporting;
using CouponSync.Runs;
using CouponSync.Settings;
using CouponSync.Text;
using Spectre.Console;

namespace CouponSync.Cli.Commands;

/// <summary><c>couponsync doctor</c>: whether a run can do its work, and what to do where it cannot.</summary>
internal static class DoctorCommand
{
    private const int NameColumn = 9;
    private const int MessageColumn = 27;

    /// <summary>Makes the command.</summary>
    public static Command Create(ProgramHost host)
    {
        var common = new CommonOptions(host);
        var json = new ProgramOption<bool>(Groups.Output, "--json") { Description = "Show what was found as JSON" };
        var command = new ProgramCommand("doctor", "See whether a run can do its work: settings, key, permissions, limits, clock and files; nothing is changed")
        {
            Examples =
            [
                new("Before the first run, or after a bad night", "couponsync doctor"),
                new("Of a live key, whether it may write too", "couponsync doctor --live"),
            ],
            Exits =
            [
                new(ExitCode.Done, "nothing would stop a run"),
                new(ExitCode.Configuration, "something would"),
                .. ExitMeanings.All.Where(static e => e.Code is ExitCode.Fault or ExitCode.Cancelled),
            ],
        };
        command.Add(json);
        common.AddTo(command, []);
        command.SetAction(async (parsed, _) =>
        {
            var findings = await ExamineAsync(host, common, parsed);
            if (parsed.GetValue(json))
            {
                HostConsoles.WriteWhole(host, DoctorResult.Of(findings));
            }
            else
            {
                Write(HostConsoles.Out(host), findings, isQuiet: parsed.GetValue(common.Quiet));
            }

            return findings.Any(static f => f.Kind == FindingKind.Failure) ? ExitCode.Configuration : ExitCode.Done;
        });
        return command;
    }

    private static async Task<IReadOnlyList<Finding>> ExamineAsync(ProgramHost host, CommonOptions common, ParseResult parsed)
    {
        SyncSettings settings;
        try
        {
            settings = common.Resolve(parsed, [], tellsWarnings: false);
        }
        catch (SettingsException e)
        {
            return [new Finding("Settings", FindingKind.Failure, e.Message)];
        }

        return await new Doctor(host, settings, common.Session(parsed)).ExamineAsync();
    }

    private static void Write(IAnsiConsole console, IReadOnlyList<Finding> findings, bool isQuiet)
    {
        foreach (var finding in findings.Where(f => !isQuiet || f.Kind != FindingKind.Ok))
        {
            var style = finding.Kind switch
            {
                FindingKind.Ok => StyledLine.Added,
                FindingKind.Warning => StyledLine.Changed,
                _ => StyledLine.Wrong,
            };
            new StyledLine().Add(Words.Of(finding.Kind), style).PadTo(NameColumn).Add(finding.Name, StyledLine.Strong).PadTo(MessageColumn)
                .Add(VisibleText.Escape(finding.Message)).WriteTo(console);
            if (finding.Remedy is { } remedy)
            {
                new StyledLine().PadTo(MessageColumn).Add(VisibleText.Escape(remedy)).WriteTo(console);
            }
        }

        if (!isQuiet)
        {
            var (failures, warnings) = (findings.Count(static f => f.Kind == FindingKind.Failure), findings.Count(static f => f.Kind == FindingKind.Warning));
            console.WriteLine();
            new StyledLine().Add(
                failures > 0 ? $"A run would be stopped by {Figures.Count(failures, "thing")} above."
                : warnings > 0 ? $"Nothing stops a run; {Figures.Count(warnings, "thing")} could be better."
                : "Nothing stops a run.",
                StyledLine.Strong).WriteTo(console);
        }
    }
}

/// <summary>What <c>doctor</c> found, for programs.</summary>
/// <param name="Schema">The contract's name and version.</param>
/// <param name="Ok">Whether nothing would stop a run.</param>
/// <param name="Findings">What was found.</param>
internal sealed record DoctorResult(string Schema, bool Ok, IReadOnlyList<Finding> Findings)
{
    private static readonly DoctorJson Json = new(new JsonSerializerOptions(DoctorJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Writes it.</summary>
    public static string Of(IReadOnlyList<Finding> findings) => JsonSerializer.Serialize(
        new DoctorResult("couponsync.doctor/1", findings.All(static f => f.Kind != FindingKind.Failure), findings), Json.DoctorResult);
}

/// <summary>How it is written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n", Converters = [typeof(CamelCaseEnumConverter<FindingKind>)])]
[JsonSerializable(typeof(DoctorResult))]
internal sealed partial class DoctorJson : JsonSerializerContext;
