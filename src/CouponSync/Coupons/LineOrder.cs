namespace CouponSync.Coupons;

/// <summary>Merges two streams that are each in the order of the input's lines.</summary>
internal static class LineOrder
{
    /// <summary>Merges them; of the same line the first stream's items come first.</summary>
    public static IEnumerable<TResult> Merge<TFirst, TSecond, TResult>(
        IEnumerable<TFirst> first,
        IEnumerable<TSecond> second,
        Func<TFirst, long> firstLine,
        Func<TSecond, long> secondLine,
        Func<TFirst, TResult> fromFirst,
        Func<TSecond, TResult> fromSecond)
    {
        using var a = first.GetEnumerator();
        using var b = second.GetEnumerator();
        var hasA = a.MoveNext();
        var hasB = b.MoveNext();
        while (hasA || hasB)
        {
            if (hasA && (!hasB || firstLine(a.Current) <= secondLine(b.Current)))
            {
                yield return fromFirst(a.Current);
                hasA = a.MoveNext();
            }
            else
            {
                yield return fromSecond(b.Current);
                hasB = b.MoveNext();
            }
        }
    }
}
