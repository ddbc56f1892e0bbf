namespace CouponSync.Emulator;

/// <summary>One page of a list.</summary>
/// <param name="Items">The items, newest first.</param>
/// <param name="HasMore">Whether there are more in the direction of the walk.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, bool HasMore);

/// <summary>Which page of a list is wanted.</summary>
/// <param name="Limit">The most items it holds.</param>
/// <param name="StartingAfter">The item it starts after, walking to older items, or null.</param>
/// <param name="EndingBefore">The item it ends before, walking to newer items, or null.</param>
/// <param name="From">The earliest time of creation, in Unix seconds.</param>
/// <param name="To">The latest time of creation, in Unix seconds.</param>
internal sealed record PageQuery(int Limit, IOrdered? StartingAfter, IOrdered? EndingBefore, long From, long To)
{
    /// <summary>Takes the page from a list.</summary>
    /// <param name="list">The list, in <see cref="Place.Order"/>.</param>
    /// <param name="matches">Which of the items count.</param>
    public Page<T> Take<T>(SortedSet<IOrdered> list, Func<T, bool>? matches = null)
        where T : class, IOrdered
    {
        IOrdered oldest = new Place(From, long.MinValue);
        IOrdered newest = new Place(To, long.MaxValue);
        if (EndingBefore is not null && Place.Order.Compare(EndingBefore, oldest) > 0)
        {
            oldest = EndingBefore;
        }

        if (StartingAfter is not null && Place.Order.Compare(StartingAfter, newest) < 0)
        {
            newest = StartingAfter;
        }

        if (Place.Order.Compare(oldest, newest) > 0)
        {
            return new Page<T>([], false);
        }

        var between = list.GetViewBetween(oldest, newest);
        var cursor = StartingAfter ?? EndingBefore;
        var items = (EndingBefore is null ? between.Reverse() : between)
            .Where(item => cursor is null || Place.Order.Compare(item, cursor) != 0)
            .Cast<T>()
            .Where(item => matches is null || matches(item))
            .Take(Limit + 1)
            .ToList();
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
}
