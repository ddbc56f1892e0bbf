using System.IO.Hashing;

namespace CouponSync.Loading.Csv;

/// <summary>An id that occurs again.</summary>
/// <param name="Id">The id.</param>
/// <param name="First">Where it occurs first.</param>
/// <param name="Again">Where it occurs again.</param>
internal readonly record struct DuplicateId(string Id, IdPlace First, IdPlace Again);

/// <summary>Where an id occurs.</summary>
/// <param name="Line">The physical line of the row.</param>
/// <param name="Place">The row's place in the <see cref="RowSpool"/>.</param>
internal readonly record struct IdPlace(long Line, long Place);

/// <summary>
/// Finds the ids that occur more than once, in bounded memory: hashes go to a file in partitions, one of which at a
/// time is looked at. Equal hashes only raise the question; the ids themselves answer it.
/// </summary>
internal sealed class DuplicateIds : IDisposable
{
    private const int Partitions = PartitionedSpool<Entry>.Partitions;

    private readonly Func<ReadOnlySpan<byte>, ulong> _hash;
    private readonly PartitionedSpool<Entry> _entries;

    /// <summary>Starts without any ids.</summary>
    /// <param name="directory">An existing directory for a temporary file, which is made only for many ids.</param>
    /// <param name="hash">The hash; another one for tests of collisions.</param>
    public DuplicateIds(string directory, Func<ReadOnlySpan<byte>, ulong>? hash = null)
    {
        _entries = new PartitionedSpool<Entry>(directory, "ids");
        _hash = hash ?? (static id => XxHash64.HashToUInt64(id));
    }

    /// <summary>Takes an id.</summary>
    /// <param name="id">The id, in UTF-8.</param>
    /// <param name="place">Where it occurs. Places must come in the order of the file.</param>
    public void Add(ReadOnlySpan<byte> id, IdPlace place)
    {
        var hash = _hash(id);
        _entries.Add((int)(hash % Partitions), new Entry(hash, place));
    }

    /// <summary>Finds the ids that occur again; each time they do.</summary>
    /// <param name="idAt">Gives the id at a place of the spool.</param>
    public IEnumerable<DuplicateId> Find(Func<long, string> idAt)
    {
        _entries.Flush();
        var table = Array.Empty<int>();
        var entries = Array.Empty<Entry>();
        for (var partition = 0; partition < Partitions; partition++)
        {
            var count = _entries.Read(partition, ref entries).Length;
            var again = Again(entries.AsSpan(0, count), ref table);
            if (again.Count == 0)
            {
                continue;
            }

            foreach (var (first, next) in Confirm(entries.Take(count), again, idAt))
            {
                yield return new DuplicateId(idAt(next.Place), first, next);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _entries.Dispose();

    /// <summary>The hashes that occur more than once.</summary>
    private static HashSet<ulong> Again(ReadOnlySpan<Entry> entries, ref int[] table)
    {
        // An open hash table of indexes, counted from 1 so that 0 is free; the hash's low bits are the partition's.
        var size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(entries.Length * 2, 2));
        if (table.Length < size)
        {
            table = new int[size];
        }

        Array.Clear(table, 0, size);
        var again = new HashSet<ulong>();
        for (var i = 0; i < entries.Length; i++)
        {
            var slot = (int)(entries[i].Hash / Partitions) & (size - 1);
            while (table[slot] != 0 && entries[table[slot] - 1].Hash != entries[i].Hash)
            {
                slot = (slot + 1) & (size - 1);
            }

            if (table[slot] == 0)
            {
                table[slot] = i + 1;
            }
            else
            {
                again.Add(entries[i].Hash);
            }
        }

        return again;
    }

    /// <summary>The pairs of places that have equal ids, not only equal hashes.</summary>
    private static IEnumerable<(IdPlace First, IdPlace Again)> Confirm(
        IEnumerable<Entry> entries, HashSet<ulong> again, Func<long, string> idAt)
    {
        foreach (var group in entries.Where(e => again.Contains(e.Hash)).GroupBy(static e => e.Hash))
        {
            var first = new Dictionary<string, IdPlace>(StringComparer.Ordinal);
            foreach (var (_, place) in group)
            {
                var id = idAt(place.Place);
                if (!first.TryAdd(id, place))
                {
                    yield return (first[id], place);
                }
            }
        }
    }

    private readonly record struct Entry(ulong Hash, IdPlace Place);
}
