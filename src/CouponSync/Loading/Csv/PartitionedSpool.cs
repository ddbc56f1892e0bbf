using System.Runtime.InteropServices;

namespace CouponSync.Loading.Csv;

/// <summary>
/// Many small entries in partitions, one of which at a time is looked at: what is compared with each other goes to the
/// same one. What is held in memory is a buffer for each partition; the rest is in a temporary file, which is made only
/// for many entries.
/// </summary>
/// <typeparam name="TEntry">An entry.</typeparam>
/// <param name="directory">An existing directory for the file.</param>
/// <param name="purpose">A word for its name.</param>
internal sealed class PartitionedSpool<TEntry>(string directory, string purpose) : IDisposable
    where TEntry : unmanaged
{
    /// <summary>How many partitions there are: of a million entries some 8,000 are in each.</summary>
    public const int Partitions = 128;

    private const int BufferedEntries = 256;

    private readonly TEntry[]?[] _buffers = new TEntry[]?[Partitions];
    private readonly int[] _counts = new int[Partitions];
    private readonly List<long>[] _blocks = new List<long>[Partitions];
    private SpoolFile? _file;

    /// <summary>Adds an entry.</summary>
    /// <param name="partition">Where to, from 0.</param>
    /// <param name="entry">The entry.</param>
    public void Add(int partition, in TEntry entry)
    {
        var buffer = _buffers[partition] ??= new TEntry[BufferedEntries];
        buffer[_counts[partition]++] = entry;
        if (_counts[partition] == BufferedEntries)
        {
            _file ??= SpoolFile.Create(directory, purpose);
            (_blocks[partition] ??= []).Add(_file.Length);
            _file.Append(MemoryMarshal.AsBytes(buffer.AsSpan()));
            _counts[partition] = 0;
        }
    }

    /// <summary>Ends the adding.</summary>
    public void Flush() => _file?.Flush();

    /// <summary>Reads the entries of a partition, in the order they were added.</summary>
    /// <param name="partition">Which, from 0.</param>
    /// <param name="entries">Takes them; a larger array takes its place when they are more.</param>
    /// <returns>The entries.</returns>
    public Span<TEntry> Read(int partition, ref TEntry[] entries)
    {
        var blocks = _blocks[partition] ?? [];
        var count = (blocks.Count * BufferedEntries) + _counts[partition];
        if (entries.Length < count)
        {
            entries = new TEntry[count + (count / 4)];
        }

        for (var i = 0; i < blocks.Count; i++)
        {
            _file!.Read(blocks[i], MemoryMarshal.AsBytes(entries.AsSpan(i * BufferedEntries, BufferedEntries)));
        }

        _buffers[partition]?.AsSpan(0, _counts[partition]).CopyTo(entries.AsSpan(blocks.Count * BufferedEntries));
        return entries.AsSpan(0, count);
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}
