namespace CouponSync.Tests.Http;

/// <summary>How a server may count requests per second; each kind refuses at a different moment.</summary>
internal abstract class ServerLimiter
{
    /// <summary>Counts one request at an instant.</summary>
    /// <returns>Whether it is let through.</returns>
    public abstract bool Allows(TimeSpan now);

    /// <summary>Makes a limiter by name: <c>fixed</c>, <c>sliding</c>, or <c>bucketN</c> with room for N.</summary>
    public static ServerLimiter Named(string name, double perSecond) => name switch
    {
        "fixed" => new FixedWindow(perSecond),
        "sliding" => new SlidingWindow(perSecond),
        _ => new TokenBucket(perSecond, int.Parse(name["bucket".Length..], System.Globalization.CultureInfo.InvariantCulture)),
    };

    private sealed class FixedWindow(double perSecond) : ServerLimiter
    {
        private long _second = -1;
        private int _count;

        public override bool Allows(TimeSpan now)
        {
            var second = (long)now.TotalSeconds;
            (_second, _count) = second == _second ? (second, _count) : (second, 0);
            return _count < perSecond && ++_count > 0;
        }
    }

    private sealed class SlidingWindow(double perSecond) : ServerLimiter
    {
        private readonly Queue<TimeSpan> _passed = new();

        public override bool Allows(TimeSpan now)
        {
            while (_passed.TryPeek(out var oldest) && now - oldest >= TimeSpan.FromSeconds(1))
            {
                _passed.Dequeue();
            }

            if (_passed.Count >= perSecond)
            {
                return false;
            }

            _passed.Enqueue(now);
            return true;
        }
    }

    private sealed class TokenBucket(double perSecond, int room) : ServerLimiter
    {
        private double _tokens = room;
        private TimeSpan _filledAt;

        public override bool Allows(TimeSpan now)
        {
            _tokens = Math.Min(room, _tokens + ((now - _filledAt).TotalSeconds * perSecond));
            _filledAt = now;
            if (_tokens < 1 - 1e-9)
            {
                return false;
            }

            _tokens--;
            return true;
        }
    }
}
