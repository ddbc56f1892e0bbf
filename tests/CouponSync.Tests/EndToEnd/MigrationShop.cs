using System.Globalization;
using CouponSync.Emulator;

namespace CouponSync.Tests.EndToEnd;

/// <summary>What the tests of plans, undo and export need of a <see cref="Shop"/>.</summary>
internal static class MigrationShop
{
    /// <summary>An account without limits, so that the clock of a large run does not matter.</summary>
    public static Shop Create(bool rememberedKeys = true) => new(new EmulatorOptions
    {
        Limits = EmulatorLimits.None,
        IdempotencyRemembersRefusals = rememberedKeys,
        RequestLogCapacity = 100,
    });

    /// <summary>Writes a file that gives each of the coupons <c>C0, C1, ...</c> a new <c>order_id</c>.</summary>
    public static string WriteNew(this Shop shop, int count, string name = "coupons.csv") =>
        shop.WriteRows(name, Enumerable.Range(0, count).Select(static i => (Id(i), $"new-{i}")));

    /// <summary>Plans a file without applying it.</summary>
    /// <returns>The saved plan.</returns>
    public static async Task<string> PlanAsync(this Shop shop, string input, params string[] options)
    {
        var plan = shop.File("plan.jsonl");
        var run = await shop.RunAsync(["sync", input, "--dry-run", "--plan", plan, .. options]);
        run.ExitCode.Should().Be(0, run.Out + run.Error);
        return plan;
    }

    /// <summary>Changes a metadata key as another client would.</summary>
    public static void ChangeElsewhere(this Shop shop, string id, string key, string value) =>
        shop.Emulator.UpdateMetadata(id, [KeyValuePair.Create(key, value)]);

    /// <summary>Everything there is of the account, apart from what time does to it.</summary>
    public static IReadOnlyList<string> Account(this Shop shop) =>
    [
        .. shop.Emulator.Coupons().OrderBy(static c => c.Id, StringComparer.Ordinal).Select(static c =>
            $"{c.Id}|{c.Name}|{c.Terms.PercentOff}|{c.Terms.AmountOff}|"
            + string.Join(';', c.Metadata.OrderBy(static m => m.Key, StringComparer.Ordinal).Select(static m => $"{m.Key}={m.Value}"))),
    ];

    /// <summary>The id of a coupon of <see cref="Shop.SeedPlain"/>.</summary>
    public static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"C{number}");

    /// <summary>The id of the run a directory is of.</summary>
    public static string RunId(this RunOutcome run) => Path.GetFileName(run.Directory!);
}
