namespace CouponSync.Emulator;

/// <summary>One page of a list.</summary>
/// <param name="Items">The items, newest first.</param>
/// <param name="HasMore">Whether there are more in the direction of the walk.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, bool HasMore);

/// <summary>Which page of a list is wanted.</summary>
/// <param name="Limit">The most items it holds.</param>
/// <param name="StartingAfter">The place it starts after, walking to older items, or null.</param>
/// <param name="EndingBefore">The place it ends before, walking to newer items, or null.</param>
/// <param name="From">The earliest time of creation, in Unix seconds.</param>
/// <param name="To">The latest time of creation, in Unix seconds.</param>
internal sealed record PageQuery(int Limit, OrderKey? StartingAfter, OrderKey? EndingBefore, long From, long To)
{
    /// <summary>Takes the page from a list.</summary>
    /// <param name="list">The list.</param>
    /// <param name="matches">Which of the items count.</param>
    public Page<T> Take<T>(ChronologicalList<T> list, Func<T, bool>? matches = null)
        where T : class, IOrdered
    {
        var items = new List<T>(Limit + 1);
        if (From > To)
        {
            return new Page<T>(items, false);
        }

        if (EndingBefore is { } newerThan)
        {
            Collect(list.After(Max(newerThan, Before(From))).TakeWhile(item => item.Created <= To), matches, items);
        }
        else
        {
            var olderThan = StartingAfter ?? OrderKey.End;
            var end = To == long.MaxValue ? OrderKey.End : new OrderKey(To + 1, long.MinValue);
            Collect(
                list.Before(olderThan.CompareTo(end) < 0 ? olderThan : end).TakeWhile(item => item.Created >= From),
                matches,
                items);
        }

        var hasMore = items.Count > Limit;
        if (hasMore)
        {
            items.RemoveAt(Limit);
        }

        if (EndingBefore is not null)
        {
            items.Reverse();
        }

        return new Page<T>(items, hasMore);
    }

    private void Collect<T>(IEnumerable<T> candidates, Func<T, bool>? matches, List<T> items)
    {
        foreach (var item in candidates)
        {
            if (matches is null || matches(item))
            {
                items.Add(item);
                if (items.Count > Limit)
                {
                    return;
                }
            }
        }
    }

    private static OrderKey Before(long created) =>
        created == long.MinValue ? OrderKey.Start : new OrderKey(created - 1, long.MaxValue);

    private static OrderKey Max(OrderKey a, OrderKey b) => a.CompareTo(b) > 0 ? a : b;
}
