namespace CouponSync.Emulator;

/// <summary>Something lists show newest first.</summary>
internal interface IOrdered
{
    /// <summary>When it was created, in Unix seconds.</summary>
    long Created { get; }

    /// <summary>Its place among those of the same second; unique.</summary>
    long Sequence { get; }
}

/// <summary>A place in a list ordered by time of creation.</summary>
internal readonly record struct OrderKey(long Created, long Sequence) : IComparable<OrderKey>
{
    /// <summary>After everything.</summary>
    public static OrderKey End { get; } = new(long.MaxValue, long.MaxValue);

    /// <summary>Before everything.</summary>
    public static OrderKey Start { get; } = new(long.MinValue, long.MinValue);

    public static OrderKey Of(IOrdered item) => new(item.Created, item.Sequence);

    public int CompareTo(OrderKey other)
    {
        var byTime = Created.CompareTo(other.Created);
        return byTime != 0 ? byTime : Sequence.CompareTo(other.Sequence);
    }
}
