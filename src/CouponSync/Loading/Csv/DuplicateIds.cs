using System.Runtime.InteropServices;

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
    // 128 buffers of 256 entries of 24 bytes: less than a megabyte. A million ids are some 8,000 for each partition.
    private const int Partitions = 128;
    private const int BufferedEntries = 256;

    private readonly string _directory;
    private readonly Func<ReadOnlySpan<byte>, ulong> _hash;
    private readonly Entry[]?[] _buffers = new Entry[]?[Partitions];
    private readonly int[] _counts = new int[Partitions];
    private readonly List<long>[] _blocks = new List<long>[Partitions];
    private SpoolFile? _file;

    /// <summary>Starts without any ids.</summary>
    /// <param name="directory">An existing directory for a temporary file, which is made only for many ids.</param>
    /// <param name="hash">The hash; another one for tests of collisions.</param>
    public DuplicateIds(string directory, Func<ReadOnlySpan<byte>, ulong>? hash = null)
    {
        _directory = directory;
        _hash = hash ?? XxHash64.Of;
    }

    /// <summary>Takes an id.</summary>
    /// <param name="id">The id, in UTF-8.</param>
    /// <param name="place">Where it occurs. Places must come in the order of the file.</param>
    public void Add(ReadOnlySpan<byte> id, IdPlace place)
    {
        var hash = _hash(id);
        var partition = (int)(hash % Partitions);
        var buffer = _buffers[partition] ??= new Entry[BufferedEntries];
        buffer[_counts[partition]++] = new Entry(hash, place);
        if (_counts[partition] == BufferedEntries)
        {
            _file ??= SpoolFile.Create(_directory, "ids");
            (_blocks[partition] ??= []).Add(_file.Length);
            _file.Append(MemoryMarshal.AsBytes(buffer.AsSpan()));
            _counts[partition] = 0;
        }
    }

    /// <summary>Finds the ids that occur again; each time they do.</summary>
    /// <param name="idAt">Gives the id at a place of the spool.</param>
    public IEnumerable<DuplicateId> Find(Func<long, string> idAt)
    {
        _file?.Flush();
        var table = new int[BufferedEntries];
        for (var partition = 0; partition < Partitions; partition++)
        {
            var entries = Entries(partition);
            var again = Again(entries, ref table);
            if (again.Count == 0)
            {
                continue;
            }

            foreach (var (first, next) in Confirm(entries, again, idAt))
            {
                yield return new DuplicateId(idAt(next.Place), first, next);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    /// <summary>The indexes of the entries whose hash occurs before them.</summary>
    private static List<int> Again(Entry[] entries, ref int[] table)
    {
        // An open hash table of indexes, counted from 1 so that 0 is free; the hash's low bits are the partition's.
        var size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(entries.Length * 2, 2));
        if (table.Length < size)
        {
            table = new int[size];
        }

        Array.Clear(table, 0, size);
        var again = new List<int>();
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
                again.Add(i);
            }
        }

        return again;
    }

    /// <summary>The pairs of places that have equal ids, not only equal hashes.</summary>
    private static IEnumerable<(IdPlace First, IdPlace Again)> Confirm(
        Entry[] entries, List<int> again, Func<long, string> idAt)
    {
        var hashes = again.Select(i => entries[i].Hash).ToHashSet();
        foreach (var group in entries.Where(e => hashes.Contains(e.Hash)).GroupBy(static e => e.Hash))
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

    private Entry[] Entries(int partition)
    {
        var blocks = _blocks[partition] ?? [];
        var entries = new Entry[(blocks.Count * BufferedEntries) + _counts[partition]];
        for (var i = 0; i < blocks.Count; i++)
        {
            _file!.Read(blocks[i], MemoryMarshal.AsBytes(entries.AsSpan(i * BufferedEntries, BufferedEntries)));
        }

        _buffers[partition]?.AsSpan(0, _counts[partition]).CopyTo(entries.AsSpan(blocks.Count * BufferedEntries));
        return entries;
    }

    private readonly record struct Entry(ulong Hash, IdPlace Place);
}
