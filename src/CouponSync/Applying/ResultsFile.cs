using System.Text.Json;
using CouponSync.Planning;
using CouponSync.Settings;

namespace CouponSync.Applying;

/// <summary>
/// The results of a run, found by the change's sequence. Results come in the order they were decided, not in the
/// plan's, so the file's places are indexed: nine bytes a change, whatever a result's size.
/// </summary>
/// <remarks>
/// A change whose sending stands there without an outcome is unknown; one that was never sent has no result. Only where
/// the machine went down may lines be lacking, at most those since the last that are known to be on the disk: as changes
/// are begun in the plan's order, the first so many that have no line at all are unknown as well.
/// </remarks>
internal sealed class ResultsFile : IDisposable
{
    // Lines that a power cut may take, and changes that other workers overtook between their turn and their line.
    private const int MostLacking = ResultsWriter.MostUnsynced + ThrottleOptions.MostInFlight;

    // A power cut may leave NUL bytes in the place of many lines.
    private const int LongestLine = 32 * 1024 * 1024;

    private readonly FileStream? _file;
    private readonly long[] _places;
    private readonly ChangeOutcome[] _outcomes;
    private readonly long _lackingUpTo;
    private readonly bool _isOld;
    private byte[] _buffer = new byte[1024];

    private ResultsFile(FileStream? file, long[] places, ChangeOutcome[] outcomes, long lackingUpTo, bool isOld) =>
        (_file, _places, _outcomes, _lackingUpTo, _isOld) = (file, places, outcomes, lackingUpTo, isOld);

    /// <summary>Opens the results of a plan.</summary>
    /// <param name="path">The file; null or a missing one means that nothing was attempted.</param>
    /// <param name="changes">How many changes the plan has.</param>
    /// <exception cref="PlanFormatException">A line is whole and cannot be of this plan.</exception>
    public static ResultsFile Open(string? path, long changes)
    {
        if (!Path.Exists(path))
        {
            return new ResultsFile(null, [], [], 0, isOld: false);
        }

        // Place + 1, so that zero means none. The last line of a change wins.
        var places = new long[changes + 1];
        var outcomes = new ChangeOutcome[changes + 1];
        Array.Fill(outcomes, ChangeOutcome.NotAttempted);
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 64 * 1024);
        try
        {
            var facts = new FileFacts();
            long place = 0;
            long number = 0;
            foreach (var text in Lines(file, path))
            {
                number++;
                var read = Read(path, number, text.Span);
                if (read?.Line is { Schema: { } schema } && schema != ResultsLine.Version)
                {
                    throw new PlanFormatException(path, number, $"the results are of the format {schema}, but this program knows {ResultsLine.Version}; use the version that made them");
                }

                facts.Add(read?.Line, number, isDamaged: read is null);
                if (read?.Result is { } result)
                {
                    if (result.Sequence < 1 || result.Sequence > changes)
                    {
                        throw new PlanFormatException(path, number, $"seq is {result.Sequence}, but the plan has the changes 1 to {changes}; the file was edited, or is another run's");
                    }

                    places[result.Sequence] = place + 1;
                    outcomes[result.Sequence] = Outcome(result, facts.IsOld);
                }

                place += text.Length + 1;
            }

            return new ResultsFile(
                file, places, outcomes, facts.MayLackLines(path, isTorn: place < file.Length) ? LackingUpTo(places) : 0, facts.IsOld);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Whether a run sent a change. It reads no further than it must.</summary>
    /// <param name="path">Its results; a missing file means that it did not.</param>
    /// <exception cref="PlanFormatException">The file is of the version before, and was edited.</exception>
    public static bool HasSent(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 64 * 1024);
        var isOld = true;
        long number = 0;
        foreach (var line in Lines(file, path))
        {
            isOld &= ++number > 1 || Read(path, number, line.Span)?.Line is not { Schema: not null };
            if (isOld ? Read(path, number, line.Span)?.Result is { Attempts: > 0 } : line.Span.IndexOf("\"sending\":"u8) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The result of a change, or null when its turn did not come.</summary>
    public ChangeResult? Find(PlannedChange change)
    {
        if (_file is null)
        {
            return null;
        }

        if (_places[change.Sequence] == 0)
        {
            return change.Sequence > _lackingUpTo ? null : new ChangeResult
            {
                Sequence = change.Sequence,
                Id = change.Id,
                Outcome = ChangeOutcome.Unknown,
                Error = new ChangeError(ChangeError.NoRecord, "The machine went down while it may have been under way."),
            };
        }

        var result = Read(_places[change.Sequence] - 1);
        return string.Equals(result?.Id, change.Id, StringComparison.Ordinal)
            ? result! with { Outcome = Outcome(result, _isOld) }
            : null;
    }

    /// <summary>How many changes were begun, whatever became of them.</summary>
    public long Attempted => _file is null ? 0 : _places.Length - 1 - Count(ChangeOutcome.NotAttempted);

    /// <summary>How many changes have an outcome.</summary>
    public long Count(ChangeOutcome outcome)
    {
        long count = 0;
        for (var sequence = 1L; sequence < _places.Length; sequence++)
        {
            count += (_places[sequence] == 0 && sequence <= _lackingUpTo ? ChangeOutcome.Unknown : _outcomes[sequence]) == outcome ? 1 : 0;
        }

        return count;
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    // Where no line said what was sent, an answer that settled nothing was called a failure.
    private static ChangeOutcome Outcome(ChangeResult result, bool isOld) =>
        isOld && result is { Outcome: ChangeOutcome.Failed, IsDeviating: false, Error.Status: null or 409 or >= 500 }
            ? ChangeOutcome.Unknown
            : result.Outcome;

    private static long LackingUpTo(long[] places)
    {
        var lacking = 0;
        for (var sequence = 1L; sequence < places.Length; sequence++)
        {
            if (places[sequence] == 0 && ++lacking == MostLacking)
            {
                return sequence;
            }
        }

        return places.Length - 1;
    }

    private ChangeResult? Read(long place)
    {
        var filled = 0;
        while (true)
        {
            var read = RandomAccess.Read(_file!.SafeFileHandle, _buffer.AsSpan(filled), place + filled);
            filled += read;
            var newline = _buffer.AsSpan(0, filled).IndexOf((byte)'\n');
            if (newline >= 0 || read == 0)
            {
                return newline < 0 ? null : Read(_file.Name, 0, _buffer.AsSpan(0, newline))?.Result;
            }

            if (filled == _buffer.Length)
            {
                Array.Resize(ref _buffer, _buffer.Length * 2);
            }
        }
    }

    // Null where it is not even JSON: a line that was torn, or what a power cut left in its place.
    private static (ResultsLine? Line, ChangeResult? Result)? Read(string path, long number, ReadOnlySpan<byte> line)
    {
        JsonElement json;
        try
        {
            json = JsonElement.Parse(line);
            if (json.ValueKind != JsonValueKind.Object)
            {
                return null;
            }
        }
        catch (JsonException)
        {
            return null;
        }

        try
        {
            return json.TryGetProperty("schema", out _) || json.TryGetProperty("closed", out _)
                ? (json.Deserialize(ResultsJson.Default.ResultsLine), null)
                : (null, json.TryGetProperty("sending", out _)
                    ? json.Deserialize(ResultsJson.Default.SendingLine)!.AsResult()
                    : json.Deserialize(ResultsJson.Default.ChangeResult));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Half of a character in a name is the second.
            throw new PlanFormatException(path, number, $"this is no result ({(e as JsonException)?.Path ?? "$"}); the file was edited, or made by a newer version");
        }
    }

    // Whole lines without their newline; a last one without it is not whole.
    private static IEnumerable<ReadOnlyMemory<byte>> Lines(Stream file, string path)
    {
        long number = 1;
        var buffer = new byte[16 * 1024];
        var start = 0;
        var end = 0;
        while (true)
        {
            var newline = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                yield return buffer.AsMemory(start, newline);
                number++;
                start += newline + 1;
                continue;
            }

            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            start = 0;
            if (end == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length < LongestLine
                    ? buffer.Length * 2
                    : throw new PlanFormatException(path, number, "this line is longer than any result; the file is another one, or damaged"));
            }

            var read = file.Read(buffer, end, buffer.Length - end);
            if (read == 0)
            {
                yield break;
            }

            end += read;
        }
    }

    /// <summary>What the lines say of the file as a whole.</summary>
    private struct FileFacts()
    {
        private bool _isClosed;
        private bool _isDamaged;
        private string? _bootId;

        // Files without an opening line are of the version before it, which wrote outcomes only.
        public bool IsOld { get; private set; } = true;

        public void Add(ResultsLine? line, long number, bool isDamaged)
        {
            _isDamaged |= isDamaged;
            if (line is { Schema: not null })
            {
                IsOld &= number > 1;
                _isClosed = false;
                _bootId = line.Boot;
            }

            _isClosed |= line is { Closed: true };
        }

        public readonly bool MayLackLines(string path, bool isTorn) => IsOld
            ? !File.Exists(Path.Combine(Path.GetDirectoryName(path)!, "report.json"))
            : _isDamaged || isTorn || (!_isClosed && (_bootId is null || _bootId != BootId.Current));
    }
}
