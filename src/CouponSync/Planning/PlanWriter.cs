using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using CouponSync.Coupons;

namespace CouponSync.Planning;

/// <summary>
/// Writes a plan file: a header line, a line for each change, and a last line with their count and the SHA-256 over
/// the header's and the changes' lines. Without the last line the file is not a plan.
/// </summary>
internal sealed class PlanWriter : IDisposable
{
    private readonly Stream _file;
    private readonly ArrayBufferWriter<byte> _line = new(512);
    private readonly Utf8JsonWriter _json;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _changes;

    /// <summary>Starts a plan.</summary>
    /// <param name="file">An empty, writable stream, disposed with the writer.</param>
    /// <param name="header">Its first line.</param>
    public PlanWriter(Stream file, PlanHeader header)
    {
        _file = file;
        _json = new Utf8JsonWriter(_line, JsonLines.WriterOptions);
        PlanJson.Write(_json, header);
        EndLine(hashed: true);
    }

    /// <summary>Adds a change. Its sequence must be the next one.</summary>
    public void Write(PlannedChange change)
    {
        if (change.Sequence != _changes + 1)
        {
            throw new ArgumentException($"Change {change.Sequence} follows change {_changes}.", nameof(change));
        }

        PlanJson.Write(_json, change);
        EndLine(hashed: true);
        _changes++;
    }

    /// <summary>Writes the last line and flushes.</summary>
    /// <returns>The plan's SHA-256, in lower case hex.</returns>
    public string Complete()
    {
        var sha256 = Convert.ToHexStringLower(_hash.GetHashAndReset());
        PlanJson.WriteEnd(_json, _changes, sha256);
        EndLine(hashed: false);
        _file.Flush();
        return sha256;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _json.Dispose();
        _hash.Dispose();
        _file.Dispose();
    }

    private void EndLine(bool hashed)
    {
        _json.Flush();
        _line.Write("\n"u8);
        if (hashed)
        {
            _hash.AppendData(_line.WrittenSpan);
        }

        _file.Write(_line.WrittenSpan);
        _line.ResetWrittenCount();
        _json.Reset();
    }
}
