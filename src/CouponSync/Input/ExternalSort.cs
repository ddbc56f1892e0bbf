using System.Text;

namespace CouponSync.Input;

/// <summary>
/// Sorts more items than should be in memory: an external merge sort. Runs of some thousand items are sorted, written to
/// a temporary file and merged when they are read; few items stay in memory.
/// </summary>
/// <typeparam name="T">An item.</typeparam>
/// <param name="directory">An existing directory for the file.</param>
/// <param name="order">The order, total: the sort is not stable.</param>
/// <param name="format">How an item is written and read.</param>
internal sealed class ExternalSort<T>(string directory, IComparer<T> order, ExternalSort<T>.Format format) : IDisposable
{
    private const int MostItems = 8 * 1024;
    private const long MostBytes = 1024 * 1024;
    private const int ReadSize = 4 * 1024;

    private readonly List<T> _items = [];
    private readonly List<(long Offset, int Count)> _runs = [];
    private long _bytes;
    private TemporaryFile? _file;

    /// <summary>Adds an item.</summary>
    public void Add(T item)
    {
        _items.Add(item);
        _bytes += format.Size(item);
        if (_items.Count == MostItems || _bytes >= MostBytes)
        {
            WriteRun();
        }
    }

    /// <summary>All items in their order. Called once, after the last was added.</summary>
    public IEnumerable<T> Sorted()
    {
        if (_file is null)
        {
            _items.Sort(order);
            foreach (var item in _items)
            {
                yield return item;
            }

            yield break;
        }

        WriteRun();
        var runs = new PriorityQueue<IEnumerator<T>, T>(order);
        foreach (var run in _runs.Select(r => Read(r.Offset, r.Count).GetEnumerator()))
        {
            run.MoveNext();
            runs.Enqueue(run, run.Current);
        }

        while (runs.TryPeek(out var run, out var item))
        {
            yield return item;
            if (run.MoveNext())
            {
                runs.DequeueEnqueue(run, run.Current);
            }
            else
            {
                runs.Dequeue().Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private void WriteRun()
    {
        if (_items.Count == 0)
        {
            return;
        }

        _file ??= TemporaryFile.Create(directory, "sort");
        _runs.Add((_file.Writer.Position, _items.Count));
        _items.Sort(order);
        using var writer = new BinaryWriter(_file.Writer, Encoding.UTF8, leaveOpen: true);
        foreach (var item in _items)
        {
            format.Write(writer, item);
        }

        _items.Clear();
        _bytes = 0;
    }

    private IEnumerable<T> Read(long offset, int count)
    {
        using var reader = new BinaryReader(new BufferedStream(_file!.OpenRead(offset), ReadSize), Encoding.UTF8, leaveOpen: true);
        for (var i = 0; i < count; i++)
        {
            yield return format.Read(reader);
        }
    }

    /// <summary>How an item is written and read.</summary>
    /// <param name="Write">Writes one.</param>
    /// <param name="Read">Reads one.</param>
    /// <param name="Size">How many bytes one takes in memory, roughly.</param>
    internal sealed record Format(Action<BinaryWriter, T> Write, Func<BinaryReader, T> Read, Func<T, int> Size);
}
