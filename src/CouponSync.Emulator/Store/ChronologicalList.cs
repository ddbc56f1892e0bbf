namespace CouponSync.Emulator;

/// <summary>
/// Items in the order of their creation, in sorted blocks: finding a place takes two binary searches, adding and
/// removing move at most one block, appending a newer item (nearly always the case) moves nothing, and an item costs
/// one reference. Not thread-safe: the owner locks.
/// </summary>
internal sealed class ChronologicalList<T>
    where T : class, IOrdered
{
    private const int BlockSize = 512;

    private readonly List<Block> _blocks = [];

    public int Count { get; private set; }

    public void Add(T item)
    {
        var key = OrderKey.Of(item);
        if (_blocks.Count == 0)
        {
            _blocks.Add(new Block());
        }

        // Newer than all is the usual case, and the only one while a great many are seeded.
        var last = _blocks[^1];
        var isNewest = last.Count == 0 || OrderKey.Of(last.Items[last.Count - 1]!).CompareTo(key) < 0;
        var index = isNewest ? _blocks.Count - 1 : BlockOf(key);
        var block = _blocks[index];
        var at = isNewest ? block.Count : block.FirstAtOrAfter(key);
        if (block.Count == BlockSize)
        {
            // A full last block that is appended to stays full: splitting it in halves would waste half the memory.
            var isAppend = index == _blocks.Count - 1 && at == BlockSize;
            var tail = block.SplitAt(isAppend ? BlockSize : BlockSize / 2);
            _blocks.Insert(index + 1, tail);
            if (at > block.Count || isAppend)
            {
                at -= block.Count;
                block = tail;
            }
        }

        block.Insert(at, item);
        Count++;
    }

    public bool Remove(T item)
    {
        if (!TryLocate(OrderKey.Of(item), out var index, out var at))
        {
            return false;
        }

        _blocks[index].RemoveAt(at);
        if (_blocks[index].Count == 0)
        {
            _blocks.RemoveAt(index);
        }

        Count--;
        return true;
    }

    /// <summary>Puts another version of an item in its place.</summary>
    public void Replace(T item)
    {
        if (TryLocate(OrderKey.Of(item), out var index, out var at))
        {
            _blocks[index].Items[at] = item;
        }
    }

    public void Clear()
    {
        _blocks.Clear();
        Count = 0;
    }

    /// <summary>The items before the given place, newest first.</summary>
    public IEnumerable<T> Before(OrderKey key)
    {
        if (_blocks.Count == 0)
        {
            yield break;
        }

        var index = BlockOf(key);
        var at = _blocks[index].FirstAtOrAfter(key) - 1;
        while (index >= 0)
        {
            var block = _blocks[index];
            for (; at >= 0; at--)
            {
                yield return block.Items[at]!;
            }

            index--;
            at = index >= 0 ? _blocks[index].Count - 1 : -1;
        }
    }

    /// <summary>The items after the given place, oldest first.</summary>
    public IEnumerable<T> After(OrderKey key)
    {
        if (_blocks.Count == 0)
        {
            yield break;
        }

        var index = BlockOf(key);
        var at = _blocks[index].FirstAtOrAfter(key);
        for (; index < _blocks.Count; index++)
        {
            var block = _blocks[index];
            for (; at < block.Count; at++)
            {
                if (OrderKey.Of(block.Items[at]!) != key)
                {
                    yield return block.Items[at]!;
                }
            }

            at = 0;
        }
    }

    private bool TryLocate(OrderKey key, out int index, out int at)
    {
        index = at = 0;
        if (_blocks.Count == 0)
        {
            return false;
        }

        index = BlockOf(key);
        at = _blocks[index].FirstAtOrAfter(key);
        return at < _blocks[index].Count && OrderKey.Of(_blocks[index].Items[at]!) == key;
    }

    /// <summary>The last block that starts at or before the key, or the first.</summary>
    private int BlockOf(OrderKey key)
    {
        int low = 0, high = _blocks.Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (OrderKey.Of(_blocks[middle].Items[0]!).CompareTo(key) <= 0)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }

    private sealed class Block
    {
        public T?[] Items { get; } = new T?[BlockSize];

        public int Count { get; private set; }

        public int FirstAtOrAfter(OrderKey key)
        {
            int low = 0, high = Count;
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (OrderKey.Of(Items[middle]!).CompareTo(key) < 0)
                {
                    low = middle + 1;
                }
                else
                {
                    high = middle;
                }
            }

            return low;
        }

        public void Insert(int at, T item)
        {
            Array.Copy(Items, at, Items, at + 1, Count - at);
            Items[at] = item;
            Count++;
        }

        public void RemoveAt(int at)
        {
            Count--;
            Array.Copy(Items, at + 1, Items, at, Count - at);
            Items[Count] = null;
        }

        public Block SplitAt(int at)
        {
            var tail = new Block { Count = Count - at };
            Array.Copy(Items, at, tail.Items, 0, tail.Count);
            Array.Clear(Items, at, tail.Count);
            Count = at;
            return tail;
        }
    }
}
