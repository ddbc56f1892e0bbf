using System.Globalization;
using CouponSync.Coupons;
using CouponSync.Planning;
using CouponSync.Reporting;
using CouponSync.StripeApi;
using CouponSync.Text;

namespace CouponSync.Cli.Commands;

/// <summary>What an update of one coupon would change, in the form in which a run shows its changes.</summary>
internal static class CouponPreview
{
    /// <summary>Describes it.</summary>
    /// <param name="host">The process.</param>
    /// <param name="coupon">The coupon as it is.</param>
    /// <param name="patch">What would be sent.</param>
    public static string Describe(ProgramHost host, RemoteCoupon coupon, CouponPatch patch)
    {
        var change = new PlannedChange
        {
            Sequence = 1,
            Id = patch.Id,
            Action = ChangeAction.Update,
            Metadata =
            [
                .. patch.Metadata.Select(m => new KeyChange(m.Key, coupon.Metadata.Find(m.Key), m.Value))
                    .Where(static key => key.Before != key.After)
                    .OrderBy(static key => key.Key, StringComparer.Ordinal),
            ],
            Name = patch.Name is null || patch.Name == coupon.Name ? null : new ValueChange(coupon.Name, patch.Name),
        };
        if (change is { Metadata.Count: 0, Name: null })
        {
            return $"Nothing would change: the coupon {VisibleText.Quote(patch.Id)} is as wanted.";
        }

        using var text = new StringWriter(CultureInfo.InvariantCulture);
        var console = HostConsoles.Terminal(host, text, isPlain: !host.Terminal.OutIsTerminal);
        new ConsoleChange(console, ReportConsole.LayoutWidth(console), file: null).Write(new ReportedChange(change, Outcome: null, RequestId: null, Error: null));
        return text + "This would change; nothing was written.";
    }
}
