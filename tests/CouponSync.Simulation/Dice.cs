namespace CouponSync.Simulation;

/// <summary>Chance from a name and not from a sequence: the same thing meets the same fate whenever, and in whatever
/// order, it is met.</summary>
internal static class Dice
{
    /// <summary>A number from 0 up to 1.</summary>
    /// <param name="seed">The month's seed.</param>
    /// <param name="name">What is diced for.</param>
    /// <param name="purpose">Tells several dice of one name apart.</param>
    public static double Of(int seed, string name, int purpose)
    {
        var hash = unchecked((uint)(seed * 397) ^ 2166136261u ^ (uint)purpose);
        foreach (var c in name)
        {
            hash = unchecked((hash ^ c) * 16777619u);
        }

        hash ^= hash >> 15;
        hash = unchecked(hash * 2246822519u);
        hash ^= hash >> 13;
        return hash / (double)uint.MaxValue;
    }
}
