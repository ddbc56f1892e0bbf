using System.Globalization;
using CouponSync.Emulator;

namespace CouponSync.Scenarios;

/// <summary>The file of a scenario, made from the same generator that fills the server.</summary>
/// <param name="Path">The CSV.</param>
/// <param name="ChangedIds">The ids whose coupon is to be changed.</param>
internal sealed record Dataset(string Path, IReadOnlyList<string> ChangedIds)
{
    /// <summary>Writes the file.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="path">Where to.</param>
    public static Dataset Write(Scenario scenario, string path)
    {
        var emulator = new StripeEmulator(new EmulatorOptions(), TimeProvider.System);
        emulator.SeedCoupons(scenario.Coupons);
        var newestFirst = emulator.Coupons().OrderByDescending(static c => c.Created).ThenByDescending(static c => c.Id, StringComparer.Ordinal);
        var rows = scenario.Spread
            ? newestFirst.Where((_, i) => i % (scenario.Coupons / scenario.Rows) == scenario.Coupons / scenario.Rows / 2)
            : newestFirst;
        var changed = new List<string>(scenario.Changed);
        using var csv = new StreamWriter(path);
        csv.Write("id,metadata[campaign],metadata[order_id],metadata[region]\n");
        var step = scenario.Changed == 0 ? int.MaxValue : scenario.Rows / scenario.Changed;
        var row = 0;
        foreach (var coupon in rows.Take(scenario.Rows))
        {
            var metadata = coupon.Metadata.ToDictionary(static m => m.Key, static m => m.Value);
            var order = metadata["order_id"];
            if (row++ % step == 0 && changed.Count < scenario.Changed)
            {
                order = "new-" + row.ToString(CultureInfo.InvariantCulture);
                changed.Add(coupon.Id);
            }

            csv.Write($"{coupon.Id},{metadata["campaign"]},{order},{metadata["region"]}\n");
        }

        return new Dataset(path, changed);
    }
}
