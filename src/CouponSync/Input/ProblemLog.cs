using System.Text.Json;
using System.Text.Json.Serialization;
using CouponSync.Coupons;

namespace CouponSync.Input;

/// <summary>Problems in the order they came: the first ones in memory, the others in a temporary file, one JSON object a line.</summary>
/// <param name="directory">An existing directory for the file, which is made only for many problems.</param>
internal sealed class ProblemLog(string directory) : IDisposable
{
    private const int KeptInMemory = 1000;

    private readonly List<Problem> _kept = [];
    private TemporaryFile? _file;

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

        _file ??= TemporaryFile.Create(directory, "problems");
        JsonSerializer.Serialize(_file.Writer, problem, ProblemJson.Default.Problem);
        _file.Writer.WriteByte((byte)'\n');
    }

    /// <summary>Reads all problems, in the order they came.</summary>
    public IEnumerable<Problem> Read()
    {
        foreach (var problem in _kept)
        {
            yield return problem;
        }

        if (_file is null)
        {
            yield break;
        }

        using var reader = new StreamReader(_file.OpenRead(), leaveOpen: true);
        while (reader.ReadLine() is { } line)
        {
            yield return JsonSerializer.Deserialize(line, ProblemJson.Default.Problem)!;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}

/// <summary>How problems are written to a temporary file and read again.</summary>
[JsonSerializable(typeof(Problem))]
internal sealed partial class ProblemJson : JsonSerializerContext;
