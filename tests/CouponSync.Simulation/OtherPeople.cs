using CouponSync.Emulator;

namespace CouponSync.Simulation;

/// <summary>Everybody else who works on the account. Remembers when each coupon was last touched, and whether an event tells.</summary>
internal sealed class OtherPeople(StripeEmulator emulator, Random random, TimeProvider time, int coupons)
{
    private readonly Dictionary<string, List<Edit>> _edits = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _shown = new(StringComparer.Ordinal);
    private long _moment;

    /// <summary>Tells whether an event is never listed.</summary>
    public Func<string, bool> IsLost { get; set; } = static _ => false;

    /// <summary>The next moment's number: edits and answers have one each, in the order in which they happen.</summary>
    public long NextMoment() => Interlocked.Increment(ref _moment);

    /// <summary>Notes what a run that ended well was shown: no edit before that is an excuse any more.</summary>
    public void Keep(IReadOnlyDictionary<string, long> shown)
    {
        foreach (var (id, moment) in shown)
        {
            _shown[id] = Math.Max(moment, _shown.GetValueOrDefault(id));
        }
    }

    /// <summary>Puts a coupon back to what it was, as somebody who does not want what a run made of it.</summary>
    public void PutBack(string id, string key, string? value)
    {
        if (emulator.Find(id) is not null)
        {
            Record(id, "put back", () => emulator.UpdateMetadata(id, [KeyValuePair.Create(key, value ?? "")]));
        }
    }

    /// <summary>Does one thing to one coupon.</summary>
    public void Edit()
    {
        var id = $"C{random.Next(coupons)}";
        Action edit = static () => { };
        string what;
        switch (random.Next(10))
        {
            case 0:
                what = "deleted";
                edit = () => emulator.Delete(id);
                break;
            case 1 when emulator.Find(id) is null:
                what = "created";
                edit = () => emulator.Create(new EmulatorCoupon { Id = id, Terms = new EmulatorTerms { PercentOff = 10 } });
                break;
            case 2 when emulator.Find(id) is not null:
                what = "renamed";
                var name = $"Name {random.Next(5)}";
                edit = () => emulator.Update(id, c => c with { Name = name });
                break;
            case 3 when emulator.Find(id) is not null:
                what = "redeemed";
                edit = () => emulator.Update(id, c => c with { TimesRedeemed = c.TimesRedeemed + 1 });
                break;
            default:
                what = "metadata";
                if (emulator.Find(id) is not null)
                {
                    var change = KeyValuePair.Create(random.Next(3) == 0 ? "other" : "order_id", $"x{random.Next(4)}");
                    edit = () => emulator.UpdateMetadata(id, [change]);
                }

                break;
        }

        Record(id, what, edit);
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
        _edits.TryGetValue(id, out var edits)
        && edits.Exists(e => e.Moment > _shown.GetValueOrDefault(id) && (e.At >= visible || (!e.IsTold && e.At >= audited)));

    private void Record(string id, string what, Action edit)
    {
        var before = emulator.Events().Select(static e => e.Id).ToHashSet(StringComparer.Ordinal);
        edit();
        var isTold = emulator.Options.EmitsCouponEvents && !emulator.Events().Any(e => !before.Contains(e.Id) && IsLost(e.Id));
        if (!_edits.TryGetValue(id, out var edits))
        {
            _edits.Add(id, edits = []);
        }

        edits.Add(new Edit(time.GetUtcNow(), NextMoment(), isTold, what));
    }
}

/// <summary>One edit.</summary>
/// <param name="At">When.</param>
/// <param name="Moment">Its number among all that happened.</param>
/// <param name="IsTold">Whether its event is listed some time.</param>
/// <param name="What">What was done.</param>
internal readonly record struct Edit(DateTimeOffset At, long Moment, bool IsTold, string What);
