namespace CouponSync.Emulator;

/// <summary>What a request's idempotency key means for it.</summary>
internal enum IdempotencyVerdict
{
    /// <summary>Nobody used the key: carry the request out.</summary>
    First,

    /// <summary>It was answered: give the same answer.</summary>
    Replay,

    /// <summary>The first request is still in progress.</summary>
    InUse,

    /// <summary>The key belongs to a request of other parameters.</summary>
    OtherParameters,

    /// <summary>The key belongs to a request of another path.</summary>
    OtherEndpoint,
}

/// <summary>
/// Remembers answers by idempotency key for 24 hours (https://docs.stripe.com/api/idempotent_requests). Thread-safe.
/// </summary>
internal sealed class IdempotencyStore
{
    /// <summary>How long a key is remembered.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, IdempotencyRecord> _records = new(StringComparer.Ordinal);
    private readonly Queue<(string Key, long StartedAtMilliseconds)> _byAge = new();

    /// <summary>Begins a request.</summary>
    /// <param name="key">The idempotency key.</param>
    /// <param name="asked">What is asked, without an answer.</param>
    /// <param name="found">What is remembered under the key, when anything is.</param>
    public IdempotencyVerdict Begin(string key, IdempotencyRecord asked, out IdempotencyRecord found)
    {
        lock (_gate)
        {
            ForgetBefore(asked.StartedAtMilliseconds - (long)Lifetime.TotalMilliseconds);
            if (!_records.TryGetValue(key, out found!))
            {
                found = asked;
                _records[key] = asked;
                return IdempotencyVerdict.First;
            }

            return !string.Equals(found.Path, asked.Path, StringComparison.Ordinal) ? IdempotencyVerdict.OtherEndpoint
                : !string.Equals(found.Fingerprint, asked.Fingerprint, StringComparison.Ordinal)
                    ? IdempotencyVerdict.OtherParameters
                : found.Answer is null ? IdempotencyVerdict.InUse
                : IdempotencyVerdict.Replay;
        }
    }

    /// <summary>Ends a request that was <see cref="IdempotencyVerdict.First"/>.</summary>
    /// <param name="key">The idempotency key.</param>
    /// <param name="answer">The answer to remember, or null to forget the request.</param>
    public void End(string key, Answer? answer)
    {
        lock (_gate)
        {
            if (answer is null)
            {
                _records.Remove(key);
            }
            else if (_records.TryGetValue(key, out var record))
            {
                _records[key] = record with { Answer = answer };
                _byAge.Enqueue((key, record.StartedAtMilliseconds));
            }
        }
    }

    /// <summary>Puts back what a file remembers.</summary>
    public void Restore(string key, IdempotencyRecord record)
    {
        lock (_gate)
        {
            _records[key] = record;
            _byAge.Enqueue((key, record.StartedAtMilliseconds));
        }
    }

    /// <summary>All answered requests, the oldest first.</summary>
    public KeyValuePair<string, IdempotencyRecord>[] All()
    {
        lock (_gate)
        {
            return [.. _records
                .Where(static pair => pair.Value.Answer is not null)
                .OrderBy(static pair => pair.Value.StartedAtMilliseconds)];
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _records.Clear();
            _byAge.Clear();
        }
    }

    private void ForgetBefore(long milliseconds)
    {
        while (_byAge.TryPeek(out var oldest) && oldest.StartedAtMilliseconds <= milliseconds)
        {
            _byAge.Dequeue();
            if (_records.TryGetValue(oldest.Key, out var record)
                && record.StartedAtMilliseconds == oldest.StartedAtMilliseconds
                && record.Answer is not null)
            {
                _records.Remove(oldest.Key);
            }
        }
    }
}
