namespace CouponSync.Loading.Remote;

/// <summary>Finds ids, among the wanted ones, that most likely are of coupons not read yet, spread over the file.</summary>
/// <param name="ids">The wanted ids, as often enumerated as needed.</param>
/// <param name="count">How many there are.</param>
/// <param name="isUnread">Whether the coupon of an id was not read yet.</param>
internal sealed class CursorCandidates(IEnumerable<string> ids, long count, Func<string, bool> isUnread)
{
    private const int Sampled = 256;
    private const int MostPasses = 4;

    // Longer ones would make a request's line too long.
    private const int LongestId = 500;

    private readonly List<string> _sample = [];
    private int _passes;
    private double _place;

    /// <summary>The next one; null when none is left.</summary>
    public string? Next()
    {
        _sample.RemoveAll(id => !isUnread(id));
        while (_sample.Count == 0 && _passes < MostPasses && count > 0)
        {
            Sample();
        }

        if (_sample.Count == 0)
        {
            return null;
        }

        // The multiples of the golden ratio fall evenly, however many are taken: in a file in the list's order each one
        // divides the largest gap left.
        _place = (_place + 0.6180339887498949) % 1;
        var at = (int)(_place * _sample.Count);
        var id = _sample[at];
        _sample.RemoveAt(at);
        return id;
    }

    private void Sample()
    {
        var step = Math.Max(1, count / Sampled);
        var row = _passes++ * step / MostPasses;
        foreach (var id in ids)
        {
            if (row++ % step == 0 && id.Length <= LongestId && isUnread(id))
            {
                _sample.Add(id);
            }
        }
    }
}
