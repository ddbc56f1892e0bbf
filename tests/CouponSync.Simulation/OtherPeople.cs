using CouponSync.Emulator;

namespace CouponSync.Simulation;

/// <summary>Everybody else who works on the account. Remembers when each coupon was last touched, and whether an event tells.</summary>
internal sealed class OtherPeople(StripeEmulator emulator, Random random, TimeProvider time, int coupons)
{
    private readonly Dictionary<string, List<Edit>> _edits = new(StringComparer.Ordinal);

    /// <summary>Tells whether an event is never listed.</summary>
    public Func<string, bool> IsLost { get; set; } = static _ => false;

    /// <summary>Does one thing to one coupon.</summary>
    public void Edit()
    {
        var id = $"C{random.Next(coupons)}";
        var before = emulator.Events().Select(static e => e.Id).ToHashSet(StringComparer.Ordinal);
        string what;
        switch (random.Next(10))
        {
            case 0:
                what = "deleted";
                emulator.Delete(id);
                break;
            case 1 when emulator.Find(id) is null:
                what = "created";
                emulator.Create(new EmulatorCoupon { Id = id, Terms = new EmulatorTerms { PercentOff = 10 } });
                break;
            case 2 when emulator.Find(id) is not null:
                what = "renamed";
                emulator.Update(id, c => c with { Name = $"Name {random.Next(5)}" });
                break;
            case 3 when emulator.Find(id) is not null:
                what = "redeemed";
                emulator.Update(id, c => c with { TimesRedeemed = c.TimesRedeemed + 1 });
                break;
            default:
                what = "metadata";
                if (emulator.Find(id) is not null)
                {
                    emulator.UpdateMetadata(id, [KeyValuePair.Create(random.Next(3) == 0 ? "other" : "order_id", $"x{random.Next(4)}")]);
                }

                break;
        }

        var events = emulator.Events().Where(e => !before.Contains(e.Id)).ToList();
        var isTold = emulator.Options.EmitsCouponEvents && !events.Exists(e => IsLost(e.Id));
        if (!_edits.TryGetValue(id, out var edits))
        {
            _edits.Add(id, edits = []);
        }

        edits.Add(new Edit(time.GetUtcNow(), isTold, what));
    }

    /// <summary>What was done to a coupon lately, for a failure's message.</summary>
    public string Describe(string id) => _edits.TryGetValue(id, out var edits)
        ? "last touched " + string.Join(", ", edits.TakeLast(4).Select(static e => $"{e.At:MM-dd HH:mm:ss} {e.What}{(e.IsTold ? "" : " (event lost)")}"))
        : "never touched";

    /// <summary>Whether a run cannot know what a coupon is: it was touched so late that the event may not be visible, or by an
    /// edit whose event is lost and that no full read can have met.</summary>
    /// <param name="id">The coupon.</param>
    /// <param name="visible">Events of edits before this are visible.</param>
    /// <param name="audited">Lost events of edits before this must have been found.</param>
    public bool IsExcused(string id, DateTimeOffset visible, DateTimeOffset audited) =>
        _edits.TryGetValue(id, out var edits) && edits.Exists(e => e.At >= visible || (!e.IsTold && e.At >= audited));
}

/// <summary>One edit.</summary>
/// <param name="At">When.</param>
/// <param name="IsTold">Whether its event is listed some time.</param>
/// <param name="What">What was done.</param>
internal readonly record struct Edit(DateTimeOffset At, bool IsTold, string What);
