using System.Buffers;
using System.Text.Json;
using CouponSync.Coupons;
using CouponSync.Loading;

namespace CouponSync.Pushing;

/// <summary>
/// Appends to <c>results.jsonl</c>, from several workers, and hands each line to the operating system before the
/// worker goes on: after a crash of this process the plan minus these results is what is left to do. Every
/// <see cref="MostUnsynced"/> lines go through to the disk, so that a power cut takes no more than those.
/// </summary>
internal sealed class ResultsWriter : IDisposable
{
    /// <summary>How many results a power cut may take. At Stripe's rates they are some seconds' work.</summary>
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
        : this(PrivateFiles.Append(path), EndsTorn(path))
    {
    }

    /// <summary>Appends to a stream.</summary>
    /// <param name="file">The file, at its end, and without a buffer of its own; disposed of with this.</param>
    /// <param name="isTorn">Whether the last line has no end.</param>
    internal ResultsWriter(Stream file, bool isTorn)
    {
        _file = file;
        _isTorn = isTorn;
        _json = new Utf8JsonWriter(_line, JsonLines.WriterOptions);
    }

    /// <summary>Appends one result.</summary>
    /// <exception cref="IOException">It cannot be written; from then on none can, so that no result follows half of one.</exception>
    public void Append(ChangeResult result)
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
            JsonSerializer.Serialize(_json, result, ResultsJson.Default.ChangeResult);
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

    /// <summary>Writes everything through to the disk.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Dispose()
    {
        lock (_lock)
        {
            try
            {
                if (_failure is null)
                {
                    Sync();
                }
            }
            finally
            {
                _json.Dispose();
                _file.Dispose();
            }
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
