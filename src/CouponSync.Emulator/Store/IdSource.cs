namespace CouponSync.Emulator;

/// <summary>
/// Ids that look like Stripe's, never repeat, and are the same for the same seed: the n-th id is a mixture of the seed
/// and n, so that a saved count is enough to go on.
/// </summary>
internal sealed class IdSource(int seed)
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private long _drawn;

    /// <summary>How many ids were made.</summary>
    public long Drawn
    {
        get => Interlocked.Read(ref _drawn);
        set => Interlocked.Exchange(ref _drawn, value);
    }

    /// <summary>Makes an id.</summary>
    /// <param name="prefix">What it starts with.</param>
    /// <param name="length">How many letters and digits follow.</param>
    public string Next(string prefix, int length)
    {
        var state = Mix(((ulong)(uint)seed << 40) ^ (ulong)Interlocked.Increment(ref _drawn));
        return string.Create(prefix.Length + length, (prefix, state), static (text, made) =>
        {
            made.prefix.CopyTo(text);
            var bits = made.state;
            for (var i = made.prefix.Length; i < text.Length; i++)
            {
                text[i] = Alphabet[(int)(bits % 62)];
                bits = Mix(bits);
            }
        });
    }

    /// <summary>The splitmix64 step (https://prng.di.unimi.it/splitmix64.c).</summary>
    internal static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
