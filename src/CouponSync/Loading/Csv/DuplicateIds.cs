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
        var first = new Dictionary<ulong, IdPlace>();
        var colliding = new Dictionary<ulong, List<IdPlace>>();
        for (var partition = 0; partition < Partitions; partition++)
        {
            first.Clear();
            colliding.Clear();
            foreach (var (hash, place) in Entries(partition))
            {
                if (first.TryAdd(hash, place))
                {
                    continue;
                }

                var id = idAt(place.Place);
                var others = colliding.TryGetValue(hash, out var known) ? known : colliding[hash] = [first[hash]];
                var index = others.FindIndex(other => string.Equals(idAt(other.Place), id, StringComparison.Ordinal));
                if (index >= 0)
                {
                    yield return new DuplicateId(id, others[index], place);
                }
                else
                {
                    others.Add(place);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private IEnumerable<Entry> Entries(int partition)
    {
        var block = new Entry[BufferedEntries];
        foreach (var offset in _blocks[partition] ?? [])
        {
            _file!.Read(offset, MemoryMarshal.AsBytes(block.AsSpan()));
            foreach (var entry in block)
            {
                yield return entry;
            }
        }

        for (var i = 0; i < _counts[partition]; i++)
        {
            yield return _buffers[partition]![i];
        }
    }

    private readonly record struct Entry(ulong Hash, IdPlace Place);
}
