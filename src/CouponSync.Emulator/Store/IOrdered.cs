namespace CouponSync.Emulator;

/// <summary>Something lists show newest first.</summary>
internal interface IOrdered
{
    /// <summary>When it was created, in Unix seconds.</summary>
    long Created { get; }

    /// <summary>Its place among those of the same second; unique.</summary>
    long Sequence { get; }
}

/// <summary>A place in a list ordered by time of creation, with or without an item.</summary>
internal sealed record Place(long Created, long Sequence) : IOrdered
{
    /// <summary>Oldest first.</summary>
    public static IComparer<IOrdered> Order { get; } = Comparer<IOrdered>.Create(static (a, b) =>
        a.Created != b.Created ? a.Created.CompareTo(b.Created) : a.Sequence.CompareTo(b.Sequence));
}
