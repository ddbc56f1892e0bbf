using System.Text.Json;

namespace CouponSync.Pushing;

/// <summary>
/// The results of a run, found by the change's sequence. Results come in the order they were decided, not in the
/// plan's, so the file's places are indexed: eight bytes a change, whatever a result's size.
/// </summary>
internal sealed class ResultsFile : IDisposable
{
    private readonly FileStream? _file;
    private readonly long[] _places;
    private byte[] _buffer = new byte[1024];

    private ResultsFile(FileStream? file, long[] places) => (_file, _places) = (file, places);

    /// <summary>Opens the results of a plan.</summary>
    /// <param name="path">The file; null or a missing one means that nothing was attempted.</param>
    /// <param name="changes">How many changes the plan has.</param>
    public static ResultsFile Open(string? path, long changes)
    {
        if (!File.Exists(path))
        {
            return new ResultsFile(null, []);
        }

        // Place + 1, so that zero means none. The last result of a change wins: a resumed run appends.
        var places = new long[changes + 1];
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 64 * 1024);
        long place = 0;
        foreach (var line in Lines(file))
        {
            // A torn last line, after a crash, is no result: its change counts as not attempted.
            if (TryParse(line.Span) is { } result && result.Sequence <= changes)
            {
                places[result.Sequence] = place + 1;
            }

            place += line.Length + 1;
        }

        return new ResultsFile(file, places);
    }

    /// <summary>The result of a change, or null when its turn did not come.</summary>
    public ChangeResult? Find(long sequence)
    {
        if (_file is null || _places[sequence] == 0)
        {
            return null;
        }

        var place = _places[sequence] - 1;
        var filled = 0;
        while (true)
        {
            var read = RandomAccess.Read(_file.SafeFileHandle, _buffer.AsSpan(filled), place + filled);
            filled += read;
            var newline = _buffer.AsSpan(0, filled).IndexOf((byte)'\n');
            if (newline >= 0 || read == 0)
            {
                return newline < 0 ? null : TryParse(_buffer.AsSpan(0, newline));
            }

            if (filled == _buffer.Length)
            {
                Array.Resize(ref _buffer, _buffer.Length * 2);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private static ChangeResult? TryParse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, ResultsJson.Default.ChangeResult);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Whole lines without their newline; a last one without it is not whole.
    private static IEnumerable<ReadOnlyMemory<byte>> Lines(Stream file)
    {
        var buffer = new byte[16 * 1024];
        var start = 0;
        var end = 0;
        while (true)
        {
            var newline = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                yield return buffer.AsMemory(start, newline);
                start += newline + 1;
                continue;
            }

            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            start = 0;
            if (end == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }

            var read = file.Read(buffer, end, buffer.Length - end);
            if (read == 0)
            {
                yield break;
            }

            end += read;
        }
    }
}
