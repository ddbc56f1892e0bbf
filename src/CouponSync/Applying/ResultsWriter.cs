using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CouponSync.Coupons;
using CouponSync.Files;
using CouponSync.Planning;

namespace CouponSync.Applying;

/// <summary>
/// Appends to <c>results.jsonl</c>, from several workers, and hands each line to the operating system before the
/// worker goes on: after a crash of this process it is known which changes were sent, and what became of those that were
/// answered. Every <see cref="MostUnsynced"/> lines go through to the disk, so that a power cut takes no more than those.
/// </summary>
internal sealed class ResultsWriter : IDisposable
{
    /// <summary>How many lines a power cut may take. At Stripe's rates they are some seconds' work.</summary>
    public const int MostUnsynced = 100;

    private readonly Lock _lock = new();
    private readonly Stream _file;
    private readonly ArrayBufferWriter<byte> _line = new(512);
    private readonly Utf8JsonWriter _json;
    private bool _isTorn;
    private int _unsynced;
    private Exception? _failure;

    /// <summary>Opens the file, and creates it where it is missing. After a torn last line the next one begins afresh.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public ResultsWriter(string path)
        : this(PrivateFiles.Append(path), EndsTorn(path)) => NativeFiles.SyncDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);

    /// <summary>Appends to a stream.</summary>
    /// <param name="file">The file, at its end, and without a buffer of its own; disposed of with this.</param>
    /// <param name="isTorn">Whether the last line has no end.</param>
    internal ResultsWriter(Stream file, bool isTorn)
    {
        _file = file;
        _isTorn = isTorn;
        _json = new Utf8JsonWriter(_line, JsonLines.WriterOptions);
        try
        {
            Append(new ResultsLine { Schema = ResultsLine.Version, Boot = BootId.Current }, ResultsJson.Default.ResultsLine);
            // Before anything is sent: whatever a power cut takes, it is known that there was something to take.
            Sync();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Notes that a change is about to be sent.</summary>
    /// <exception cref="IOException">As with a result; the change must not be sent then.</exception>
    public void AppendSending(PlannedChange change, string key, DateTimeOffset at) =>
        Append(new SendingLine(change.Sequence, change.Id, key, at), ResultsJson.Default.SendingLine);

    /// <summary>Appends one result.</summary>
    /// <exception cref="IOException">It cannot be written; from then on none can, so that no result follows half of one.</exception>
    public void Append(ChangeResult result) => Append(result, ResultsJson.Default.ChangeResult);

    /// <summary>Notes that nothing is under way any more, and writes everything through to the disk.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Complete()
    {
        Append(new ResultsLine { Closed = true }, ResultsJson.Default.ResultsLine);
        lock (_lock)
        {
            Sync();
        }
    }

    private void Append<T>(T line, JsonTypeInfo<T> type)
    {
        lock (_lock)
        {
            if (_failure is not null)
            {
                throw new IOException(_failure.Message, _failure);
            }

            _line.ResetWrittenCount();
            if (_isTorn)
            {
                _line.Write("\n"u8);
            }

            _json.Reset();
            JsonSerializer.Serialize(_json, line, type);
            _line.Write("\n"u8);
            var end = _file.Position;
            try
            {
                _file.Write(_line.WrittenSpan);
                _isTorn = false;
                if (++_unsynced >= MostUnsynced)
                {
                    Sync();
                }
            }
            catch (Exception e) when (StorageFailure.Is(e))
            {
                _failure = e;
                CutAt(end);
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _json.Dispose();
            _file.Dispose();
        }
    }

    private static bool EndsTorn(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        if (file.Length == 0)
        {
            return false;
        }

        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() != '\n';
    }

    private void Sync()
    {
        _unsynced = 0;
        if (_file is FileStream file)
        {
            file.Flush(flushToDisk: true);
        }
        else
        {
            _file.Flush();
        }
    }

    // Half a line would not be taken for a result; without it the file is whole.
    private void CutAt(long end)
    {
        try
        {
            _file.SetLength(end);
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            // It stays torn, which readers recognise.
        }
    }
}
