using System.CommandLine;
using System.Text;
using CouponSync.Cli.Help;
using CouponSync.Files;
using CouponSync.Runs;
using CouponSync.Settings;
using CouponSync.Text;

namespace CouponSync.Cli.Commands;

/// <summary><c>couponsync init [DIRECTORY]</c>: writes settings and a file to begin with, never over anything.</summary>
internal static class InitCommand
{
    // Coupons that the emulated account has.
    private const string Sample = """
        id,name,metadata[campaign],metadata[owner]
        25OFF,25 % off,spring-2026,marketing
        SUMMER18-10,,spring-2026,finance
        BF18-30,,,sales

        """;

    /// <summary>Makes the command.</summary>
    public static Command Create(ProgramHost host)
    {
        var directory = new Argument<string>("directory") { Description = "Where to; made where it is missing", Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = static _ => "." };
        var command = new ProgramCommand("init", "Write a commented appsettings.json and a sample CSV to begin with, never over anything")
        {
            Examples = [new("Begin in a new directory", "couponsync init shop")],
            Exits = ExitMeanings.Of(null, asksStripe: false),
        };
        command.Add(directory);
        command.SetAction(async (parsed, _) =>
        {
            var place = parsed.GetRequiredValue(directory);
            (string Name, string Text)[] files =
            [
                ("appsettings.json", SettingsTemplate.Settings()), (SettingsTemplate.SchemaFile, SettingsTemplate.Schema()), ("coupons.csv", Sample.ReplaceLineEndings("\n")),
            ];
            if (files.FirstOrDefault(f => Path.Exists(Path.Combine(place, f.Name))).Name is { } taken)
            {
                throw new SettingsException($"{VisibleText.Quote(place == "." ? taken : Path.Combine(place, taken))} is there already, and nothing was written. Name an empty directory.");
            }

            PrivateFiles.CreateDirectory(place);
            foreach (var (name, text) in files)
            {
                await using var file = PrivateFiles.CreateNew(Path.Combine(place, name), FileReaders.Owner);
                await file.WriteAsync(Encoding.UTF8.GetBytes(text), host.Stop);
            }

            HostConsoles.WriteWhole(
                host,
                $"""
                Written{(place == "." ? "" : $" into {VisibleText.Escape(place)}")}:
                  appsettings.json         every setting with its default
                  appsettings.schema.json  what editors explain them from
                  coupons.csv              a sample
                Try it there without a Stripe account:
                  couponsync sync coupons.csv --emulator --dry-run
                Then set STRIPE_API_KEY, and see whether a run can do its work:
                  couponsync doctor
                """);
            return ExitCode.Done;
        });
        return command;
    }
}
