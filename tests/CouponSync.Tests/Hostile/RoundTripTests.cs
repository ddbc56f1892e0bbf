using System.Globalization;
using System.Text;
using CouponSync.Emulator;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.Hostile;

/// <summary>Whatever export writes, check accepts and sync finds unchanged; and an account that is made of it is the same.</summary>
public sealed class RoundTripTests
{
    private const int CouponsPerAccount = 40;
    private const string Meant = "\"\",;\t|'=+-@\r\n \\#`<>&%{}()\u00A0\u200B\u200D\u200E\u202E\u2028\uFEFF\uFFFD\uFFFE\uFFFC\u0085\u001B\u0001";

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, FullSize.Of(12, 1_000))];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task An_export_of_any_account_is_accepted_and_unchanged(int seed)
    {
        var random = new Random(seed);
        using var world = World.With();
        var keys = Enumerable.Range(0, 8).Select(_ => Text(random, 40).Replace('[', '(').Replace(']', ')')).Where(static k => k.Trim().Length > 0).ToArray();
        world.Emulator.Seed(Enumerable.Range(0, CouponsPerAccount).Select(i => new EmulatorCoupon
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"C{i}-{random.Next(100)}"),
            Created = 1_600_000_000,
            Name = random.Next(3) == 0 ? null : Text(random, 40),
            Terms = new EmulatorTerms { PercentOff = 10 },
            Metadata = EmulatorMetadata.From(keys.Distinct().Where(_ => random.Next(3) > 0).Select(k => KeyValuePair.Create(k, Text(random, random.Next(20) == 0 ? 500 : 30)))),
        }));
        var before = world.Account();
        var file = world.File("export.csv");

        var export = await world.RunAsync("export", "-o", file);
        var check = await world.RunAsync("check", file);
        var sync = await world.RunAsync("sync", file, "--prune-metadata", "--empty-cells", "unset");

        (export.ExitCode, check.ExitCode, sync.ExitCode).Should().Be((0, 0, 0), export.Error + check.Out + sync.Out);
        (sync.Count("rows"), sync.Count("unchanged")).Should().Be((CouponsPerAccount, CouponsPerAccount), sync.Out);
        world.Account().Should().Equal(before);
        using var empty = World.With();
        var built = await empty.RunAsync("sync", file, "--create-missing");
        built.ExitCode.Should().Be(0, built.Out);
        empty.Account().Should().Equal(before);
    }

    // Letters of all planes, and much of what means something to a CSV reader, a spreadsheet or a terminal. So many UTF-16 units at
    // most that no reading of Stripe's limits refuses it.
    private static string Text(Random random, int most)
    {
        var text = new StringBuilder();
        for (var wanted = random.Next(1, most); text.Length < wanted;)
        {
            text.Append(random.Next(4) switch
            {
                0 => Meant[random.Next(Meant.Length)].ToString(),
                1 => Any(random).ToString(),
                _ => ((char)random.Next('!', '~')).ToString(),
            });
        }

        return text.ToString();
    }

    private static Rune Any(Random random)
    {
        while (true)
        {
            if (Rune.TryCreate(random.Next(1, random.Next(2) == 0 ? 0x3000 : 0x110000), out var rune))
            {
                return rune;
            }
        }
    }
}
