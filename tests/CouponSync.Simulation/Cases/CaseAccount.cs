using System.Globalization;
using System.Text.RegularExpressions;
using CouponSync.Emulator;

namespace CouponSync.Simulation.Cases;

/// <summary>The account of a case, everybody else who works on it, and its own record of what was done.</summary>
internal sealed partial class CaseAccount
{
    private readonly Random _random;
    private readonly CaseSetting _setting;
    private readonly StripeEmulator _coupons;

    /// <summary>An account with some coupons.</summary>
    public CaseAccount(CaseSetting setting, Random random, TimeProvider time)
    {
        (_setting, _random) = (setting, random);
        Emulator = new StripeEmulator(
            new EmulatorOptions
            {
                Limits = EmulatorLimits.None,
                ConnectedAccounts = setting.IsConnected ? [ConnectedId] : [],
                Seed = setting.Seed,
                DeletedCouponAnswer = random.Next(2) == 0 ? DeletedCouponAnswer.NotFound : DeletedCouponAnswer.DeletedTrue,
                RequestLogCapacity = 0,
            },
            time);
        foreach (var fault in setting.Faults)
        {
            Emulator.Faults.Add(fault);
        }

        _coupons = setting.IsConnected ? Emulator.Connected[ConnectedId] : Emulator;
        _coupons.Seed(Enumerable.Range(0, setting.Coupons).Select(i => new EmulatorCoupon
        {
            Id = Id(i),
            Created = 1_600_000_000 + (i / 3),
            Name = random.Next(3) == 0 ? null : $"Name {random.Next(3)}",
            Terms = random.Next(3) == 0
                ? new EmulatorTerms { AmountOff = 500, Currency = "usd", CurrencyOptions = random.Next(2) == 0 ? null : new Dictionary<string, long> { ["eur"] = 400 + random.Next(3) } }
                : new EmulatorTerms { PercentOff = 10 },
            Metadata = EmulatorMetadata.From(new[] { "a", "b", "c" }.Where(_ => random.Next(3) != 0).Select(k => KeyValuePair.Create(k, Value()))),
        }));
    }

    /// <summary>The id of the account that is connected.</summary>
    public const string ConnectedId = "acct_1ConnectedShop";

    /// <summary>The server.</summary>
    public StripeEmulator Emulator { get; }

    /// <summary>The id of a coupon of a number.</summary>
    public static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"C{number}");

    /// <summary>How many coupons there are.</summary>
    public int Count => _coupons.Count();

    /// <summary>One of a few values.</summary>
    public string Value() => string.Create(CultureInfo.InvariantCulture, $"v{_random.Next(3)}");

    /// <summary>The coupon as it is; null when there is none.</summary>
    public EmulatorCoupon? Find(string id) => _coupons.Find(id);

    /// <summary>All that was done, in its order.</summary>
    public IReadOnlyList<Deed> Deeds() => [.. _coupons.Events().Reverse().Select(static (e, i) => new Deed(i, e, KeyOf(e)))];

    /// <summary>Somebody does one thing to one coupon.</summary>
    public void Edit()
    {
        var id = Id(_random.Next(_setting.Coupons));
        var coupon = Find(id);
        switch (_random.Next(10))
        {
            case 0:
                _coupons.Delete(id);
                break;
            case 1 when coupon is null:
                _coupons.Create(new EmulatorCoupon { Id = id, Terms = new EmulatorTerms { PercentOff = 10 } });
                break;
            case 2 when coupon is not null:
                _coupons.Update(id, c => c with { Name = $"Name {_random.Next(5)}" });
                break;
            case 3 when coupon is not null:
                _coupons.Update(id, c => c with { TimesRedeemed = c.TimesRedeemed + 1 });
                break;
            default:
                if (coupon is not null)
                {
                    _coupons.UpdateMetadata(id, [KeyValuePair.Create(new[] { "a", "b", "c", "z" }[_random.Next(4)], _random.Next(5) == 0 ? "" : Value())]);
                }

                break;
        }
    }

    // A deletion is sent without a key: Stripe keeps none for it.
    private static ChangeName? KeyOf(EmulatorEvent happened) =>
        happened.IdempotencyKey is { } key && OurKey().Match(key) is { Success: true } match
            ? new ChangeName(match.Groups[1].Value, long.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture))
            : null;

    [GeneratedRegex(@"^couponsync-(\d{4}-\d\d-\d\dT\d{6}Z-[0-9a-f]{4})-(\d+)-")]
    private static partial Regex OurKey();
}

/// <summary>Which change of which plan.</summary>
/// <param name="PlanRun">The run that made the plan.</param>
/// <param name="Sequence">The change's place in it.</param>
internal readonly record struct ChangeName(string PlanRun, long Sequence);

/// <summary>One thing that was done to a coupon.</summary>
/// <param name="Index">Its place among all.</param>
/// <param name="Event">What was done.</param>
/// <param name="Change">The change that did it; null for other people, and for deletions.</param>
internal sealed record Deed(int Index, EmulatorEvent Event, ChangeName? Change)
{
    /// <summary>The coupon's id.</summary>
    public string CouponId => Event.Coupon.Id;

    /// <summary>Whether a program did it through the API; other people need none.</summary>
    public bool IsByProgram => Event.RequestId is not null;

    /// <summary>The coupon before; null when there was none.</summary>
    public EmulatorCoupon? Before => Event.Type switch
    {
        "coupon.created" => null,
        "coupon.deleted" => Event.Coupon,
        _ => Event.Before,
    };

    /// <summary>The coupon after; null when there is none.</summary>
    public EmulatorCoupon? After => Event.Type == "coupon.deleted" ? null : Event.Coupon;

    /// <summary>The fields of a coupon that differ between two states of it.</summary>
    public static IEnumerable<string> Differences(EmulatorCoupon? a, EmulatorCoupon? b) =>
        Fields(a).Keys.Union(Fields(b).Keys).Where(f => Fields(a).GetValueOrDefault(f) != Fields(b).GetValueOrDefault(f));

    /// <summary>What of a coupon can be changed: <c>name</c>, <c>metadata[...]</c>, <c>currency_options[...]</c>; and that it is there.</summary>
    public static Dictionary<string, string> Fields(EmulatorCoupon? coupon)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        if (coupon is null)
        {
            return fields;
        }

        fields["coupon"] = "";
        if (coupon.Name is { } name)
        {
            fields["name"] = name;
        }

        foreach (var (key, value) in coupon.Metadata)
        {
            fields[$"metadata[{key}]"] = value;
        }

        foreach (var (currency, amount) in coupon.Terms.CurrencyOptions ?? new Dictionary<string, long>())
        {
            fields[$"currency_options[{currency}]"] = amount.ToString(CultureInfo.InvariantCulture);
        }

        return fields;
    }
}
