using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CouponSync.Coupons;

namespace CouponSync.Planning;

/// <summary>
/// Writes a plan file: a header line, a line for each change and for each thing a revert leaves as it is, and a last
/// line with the count of changes and the plan's SHA-256 (see <see cref="PlanDigest"/>). Without the last line the file
/// is not a plan.
/// </summary>
internal sealed class PlanWriter : IDisposable
{
    private readonly Stream _file;
    private readonly ArrayBufferWriter<byte> _line = new(512);
    private readonly Utf8JsonWriter _json;
    private readonly PlanDigest _digest = new();
    private long _changes;

    /// <summary>Starts a plan.</summary>
    /// <param name="file">An empty, writable stream, disposed with the writer.</param>
    /// <param name="header">Its first line.</param>
    public PlanWriter(Stream file, PlanHeader header)
    {
        _file = file;
        _json = new Utf8JsonWriter(_line, JsonLines.WriterOptions);
        Write(header, PlanJson.Default.PlanHeader, open => _digest.Append(open, header));
    }

    /// <summary>Adds a change. Its sequence must be the next one.</summary>
    public void Write(PlannedChange change)
    {
        if (change.Sequence != _changes + 1)
        {
            throw new ArgumentException($"Change {change.Sequence} follows change {_changes}.", nameof(change));
        }

        Write(PlanChange.Of(change), PlanJson.Default.PlanChange, _digest.AppendChange);
        _changes++;
    }

    /// <summary>Adds what the plan leaves as it is, so that whoever applies it is told.</summary>
    public void WriteLeft(Problem problem) =>
        Write(new PlanLine { Left = PlanLeft.Of(problem) }, PlanJson.Default.PlanLine, _digest.Append);

    /// <summary>Writes the last line and flushes.</summary>
    /// <returns>The plan's SHA-256, in lower case hex.</returns>
    public string Complete()
    {
        var sha256 = _digest.Sha256;
        JsonSerializer.Serialize(_json, new PlanLine { End = new PlanEnd(_changes, sha256) }, PlanJson.Default.PlanLine);
        EndLine(_line.WrittenSpan);
        _file.Flush();
        return sha256;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _json.Dispose();
        _digest.Dispose();
        _file.Dispose();
    }

    private void Write<T>(T line, JsonTypeInfo<T> type, Func<ReadOnlySpan<byte>, string> append)
    {
        JsonSerializer.Serialize(_json, line, type);
        var open = _line.WrittenSpan[..^1];
        var check = append(open);
        _file.Write(open);
        _file.Write(PlanDigest.CheckStart);
        _file.Write(Encoding.ASCII.GetBytes(check));
        EndLine(PlanDigest.CheckEnd);
    }

    private void EndLine(ReadOnlySpan<byte> rest)
    {
        _file.Write(rest);
        _file.Write("\n"u8);
        _line.ResetWrittenCount();
        _json.Reset();
    }
}
