using System.Runtime.InteropServices;

namespace CouponSync.Emulator;

/// <summary>
/// The account in one of its two modes: test and live objects are worlds apart. Every member takes the lock by itself;
/// <see cref="Gate"/> joins several calls into one step.
/// </summary>
internal sealed class AccountMode(bool livemode, EmulatorOptions options, IdSource ids)
{
    /// <summary>How long Stripe keeps events (https://docs.stripe.com/api/events).</summary>
    public static readonly TimeSpan EventLifetime = TimeSpan.FromDays(30);

    private readonly Dictionary<string, EmulatorCoupon> _byId = new(
        options.CaseSensitiveIds ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);

    private readonly SortedSet<IOrdered> _coupons = new(Place.Order);
    private readonly HashSet<string> _deleted = new(StringComparer.Ordinal);
    private readonly Dictionary<string, EmulatorEvent> _eventsById = new(StringComparer.Ordinal);
    private readonly SortedSet<IOrdered> _events = new(Place.Order);
    private readonly Dictionary<string, int> _writesApplied = new(StringComparer.Ordinal);
    private long _sequence;

    public bool Livemode => livemode;

    /// <summary>Held while several calls must see one state.</summary>
    public Lock Gate { get; } = new();

    /// <summary>What idempotency keys remember; guarded by its own lock.</summary>
    public IdempotencyStore Idempotency { get; } = new();

    /// <summary>The last number given to a coupon or an event.</summary>
    public long LastSequence
    {
        get
        {
            lock (Gate)
            {
                return _sequence;
            }
        }

        set
        {
            lock (Gate)
            {
                _sequence = value;
            }
        }
    }

    public int Count
    {
        get
        {
            lock (Gate)
            {
                return _byId.Count;
            }
        }
    }

    public EmulatorCoupon? Find(string id)
    {
        lock (Gate)
        {
            return _byId.GetValueOrDefault(id);
        }
    }

    public bool WasDeleted(string id)
    {
        lock (Gate)
        {
            return _deleted.Contains(id);
        }
    }

    public EmulatorEvent? FindEvent(string id)
    {
        lock (Gate)
        {
            return _eventsById.GetValueOrDefault(id);
        }
    }

    public Page<EmulatorCoupon> Coupons(PageQuery query)
    {
        lock (Gate)
        {
            return query.Take<EmulatorCoupon>(_coupons);
        }
    }

    public Page<EmulatorEvent> Events(PageQuery query, Func<EmulatorEvent, bool> matches)
    {
        lock (Gate)
        {
            return query.Take(_events, matches);
        }
    }

    /// <summary>All coupons, newest first, as they are now.</summary>
    public EmulatorCoupon[] AllCoupons()
    {
        lock (Gate)
        {
            return [.. _coupons.Reverse().Cast<EmulatorCoupon>()];
        }
    }

    /// <summary>All events, newest first, as they are now.</summary>
    public EmulatorEvent[] AllEvents()
    {
        lock (Gate)
        {
            return [.. _events.Reverse().Cast<EmulatorEvent>()];
        }
    }

    /// <summary>Adds a coupon.</summary>
    /// <param name="coupon">The coupon; it gets its place in the list here.</param>
    /// <param name="keepSequence">Whether it has its place already (it comes from a file).</param>
    /// <returns>The coupon as stored, or null when the id, or the place that a file gives it, is taken.</returns>
    public EmulatorCoupon? Add(EmulatorCoupon coupon, bool keepSequence = false)
    {
        lock (Gate)
        {
            if (_byId.ContainsKey(coupon.Id))
            {
                return null;
            }

            var stored = keepSequence ? coupon : coupon with { Sequence = ++_sequence };
            if (!_coupons.Add(stored))
            {
                return null;
            }

            _sequence = Math.Max(_sequence, stored.Sequence);
            _byId.Add(stored.Id, stored);
            _deleted.Remove(stored.Id);
            return stored;
        }
    }

    /// <summary>Puts a changed coupon in the place of the one it came from.</summary>
    public void Replace(EmulatorCoupon coupon)
    {
        lock (Gate)
        {
            _byId[coupon.Id] = coupon;
            _coupons.Remove(coupon);
            _coupons.Add(coupon);
        }
    }

    public EmulatorCoupon? Remove(string id)
    {
        lock (Gate)
        {
            if (!_byId.Remove(id, out var coupon))
            {
                return null;
            }

            _coupons.Remove(coupon);
            _deleted.Add(coupon.Id);
            return coupon;
        }
    }

    /// <summary>Notes an event, if the account makes them.</summary>
    public void Emit(
        string type, EmulatorCoupon coupon, EmulatorCoupon? before, DateTimeOffset now, string? requestId, string? key)
    {
        if (!options.EmitsCouponEvents)
        {
            return;
        }

        lock (Gate)
        {
            var sequence = ++_sequence;
            Restore(new EmulatorEvent
            {
                Id = ids.Next("evt_1", 23),
                Type = type,
                Created = now.ToUnixTimeSeconds(),
                VisibleFromMilliseconds = (now + options.EventDelay).ToUnixTimeMilliseconds(),
                ApiVersion = options.ApiVersion,
                Coupon = coupon,
                Before = before,
                RequestId = requestId,
                IdempotencyKey = key,
                Sequence = options.ShuffleEventsWithinSecond ? (long)IdSource.Mix((ulong)sequence) : sequence,
            });
        }
    }

    /// <summary>Puts an event in its place, as it is.</summary>
    public void Restore(EmulatorEvent happened)
    {
        lock (Gate)
        {
            if (_eventsById.TryAdd(happened.Id, happened))
            {
                _events.Add(happened);
            }
        }
    }

    /// <summary>Forgets events that are older than Stripe keeps them.</summary>
    public void ForgetEventsBefore(long created)
    {
        lock (Gate)
        {
            foreach (var old in _events.Cast<EmulatorEvent>().TakeWhile(happened => happened.Created < created).ToArray())
            {
                _events.Remove(old);
                _eventsById.Remove(old.Id);
            }
        }
    }

    /// <summary>Counts a write of the API that took effect.</summary>
    public void CountWrite(string id, int times = 1)
    {
        lock (Gate)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_writesApplied, id, out _) += times;
        }
    }

    public int WritesApplied(string id)
    {
        lock (Gate)
        {
            return _writesApplied.GetValueOrDefault(id);
        }
    }

    public KeyValuePair<string, int>[] AllWritesApplied()
    {
        lock (Gate)
        {
            return [.. _writesApplied];
        }
    }

    public string[] AllDeleted()
    {
        lock (Gate)
        {
            return [.. _deleted];
        }
    }

    public void MarkDeleted(string id)
    {
        lock (Gate)
        {
            _deleted.Add(id);
        }
    }

    public void Clear()
    {
        lock (Gate)
        {
            _byId.Clear();
            _coupons.Clear();
            _deleted.Clear();
            _eventsById.Clear();
            _events.Clear();
            _writesApplied.Clear();
            Idempotency.Clear();
        }
    }
}
