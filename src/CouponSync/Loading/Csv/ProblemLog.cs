using CouponSync.Coupons;

namespace CouponSync.Loading.Csv;

/// <summary>Problems in the order they came: the first ones in memory, the others in a temporary file.</summary>
internal sealed class ProblemLog : IDisposable
{
    private const int KeptInMemory = 1000;

    private readonly string _directory;
    private readonly List<Problem> _kept = [];
    private readonly MemoryStream _record = new();
    private SpoolFile? _file;

    /// <summary>Starts without any problems.</summary>
    /// <param name="directory">An existing directory for a temporary file, which is made only for many problems.</param>
    public ProblemLog(string directory) => _directory = directory;

    /// <summary>How many there are, warnings included.</summary>
    public long Count { get; private set; }

    /// <summary>How many of them are errors.</summary>
    public long ErrorCount { get; private set; }

    /// <summary>Begins again, without any.</summary>
    public void Clear()
    {
        _kept.Clear();
        _file?.Dispose();
        _file = null;
        (Count, ErrorCount) = (0, 0);
    }

    /// <summary>Adds a problem.</summary>
    public void Add(Problem problem)
    {
        Count++;
        ErrorCount += problem.Severity == ProblemSeverity.Error ? 1 : 0;
        if (_kept.Count < KeptInMemory)
        {
            _kept.Add(problem);
            return;
        }

        _record.SetLength(0);
        using var writer = new BinaryWriter(_record, System.Text.Encoding.UTF8, leaveOpen: true);
        writer.Write(0);
        writer.Write(problem.Kind);
        writer.Write(problem.Message);
        writer.Write((byte)problem.Severity);
        writer.Write(problem.Line ?? 0);
        writer.Write(problem.Id is not null);
        writer.Write(problem.Id ?? string.Empty);
        writer.Write(problem.Column is not null);
        writer.Write(problem.Column ?? string.Empty);
        writer.Seek(0, SeekOrigin.Begin);
        writer.Write((int)_record.Length - sizeof(int));
        writer.Flush();
        _file ??= SpoolFile.Create(_directory, "problems");
        _file.Append(_record.GetBuffer().AsSpan(0, (int)_record.Length));
    }

    /// <summary>Reads all problems, in the order they came.</summary>
    public IEnumerable<Problem> Read()
    {
        foreach (var problem in _kept)
        {
            yield return problem;
        }

        _file?.Flush();
        var length = new byte[sizeof(int)];
        for (long offset = 0; offset < (_file?.Length ?? 0);)
        {
            _file!.Read(offset, length);
            var record = new byte[BitConverter.ToInt32(length)];
            _file.Read(offset + length.Length, record);
            offset += length.Length + record.Length;
            yield return Parse(record);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _record.Dispose();
        _file?.Dispose();
    }

    private static Problem Parse(byte[] record)
    {
        using var reader = new BinaryReader(new MemoryStream(record));
        var kind = reader.ReadString();
        var message = reader.ReadString();
        var severity = (ProblemSeverity)reader.ReadByte();
        var line = reader.ReadInt64();
        var id = reader.ReadBoolean() ? reader.ReadString() : SkipString(reader);
        var column = reader.ReadBoolean() ? reader.ReadString() : SkipString(reader);
        return new Problem(kind, message) { Severity = severity, Line = line == 0 ? null : line, Id = id, Column = column };
    }

    private static string? SkipString(BinaryReader reader)
    {
        reader.ReadString();
        return null;
    }
}
