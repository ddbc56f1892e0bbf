using System.Buffers;
using System.Text.Json;
using CouponSync.Coupons;
using CouponSync.Loading;

namespace CouponSync.Pushing;

/// <summary>
/// Appends to <c>results.jsonl</c>, from several workers, and hands each line to the operating system before the
/// worker goes on: after a crash of this process the plan minus these results is what is left to do.
/// </summary>
internal sealed class ResultsWriter : IDisposable
{
    private readonly Lock _lock = new();
    private readonly FileStream _file;
    private readonly ArrayBufferWriter<byte> _line = new(512);
    private readonly Utf8JsonWriter _json;

    /// <summary>Opens the file, and creates it where it is missing.</summary>
    public ResultsWriter(string path)
    {
        _file = PrivateFiles.Append(path);
        _json = new Utf8JsonWriter(_line, JsonLines.WriterOptions);
    }

    /// <summary>Appends one result.</summary>
    public void Append(ChangeResult result)
    {
        lock (_lock)
        {
            _line.ResetWrittenCount();
            _json.Reset();
            ResultJson.Write(_json, result);
            _json.Flush();
            _line.Write("\n"u8);
            _file.Write(_line.WrittenSpan);
            _file.Flush();
        }
    }

    /// <summary>Writes everything through to the disk.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _file.Flush(flushToDisk: true);
            _json.Dispose();
            _file.Dispose();
        }
    }
}
