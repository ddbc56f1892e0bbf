namespace CouponSync.Input;

/// <summary>A row whose id is in the file more than once.</summary>
/// <param name="Row">The row, counted from 0.</param>
/// <param name="Line">The physical line on which it begins.</param>
/// <param name="Id">The id.</param>
/// <param name="OtherLine">The line of the first row with this id; for that one, of the second.</param>
internal readonly record struct DuplicateId(long Row, long Line, string Id, long OtherLine) : IComparable<DuplicateId>
{
    /// <summary>By the id, and by the row where that is the same.</summary>
    public int CompareTo(DuplicateId other) =>
        string.CompareOrdinal(Id, other.Id) is var order and not 0 ? order : Row.CompareTo(other.Row);
}

/// <summary>Finds the ids that occur more than once, in bounded memory: sorted, equal ones stand side by side.</summary>
/// <param name="directory">An existing directory for temporary files, which are made only for many ids.</param>
internal sealed class DuplicateIds(string directory) : IDisposable
{
    private static readonly ExternalSort<DuplicateId>.Format Format = new(
        static (writer, id) =>
        {
            writer.Write(id.Row);
            writer.Write(id.Line);
            writer.Write(id.Id);
            writer.Write(id.OtherLine);
        },
        static reader => new DuplicateId(reader.ReadInt64(), reader.ReadInt64(), reader.ReadString(), reader.ReadInt64()),
        static id => id.Id.Length * sizeof(char));

    private static readonly Comparer<DuplicateId> ByRow = Comparer<DuplicateId>.Create(static (a, b) => a.Row.CompareTo(b.Row));

    private readonly ExternalSort<DuplicateId> _ids = new(directory, Comparer<DuplicateId>.Default, Format);

    /// <summary>Takes the id of a row.</summary>
    public void Add(long row, long line, string id) => _ids.Add(new DuplicateId(row, line, id, OtherLine: 0));

    /// <summary>Finds every row whose id occurs in another one, too, in the order of the file.</summary>
    public IEnumerable<DuplicateId> Find()
    {
        using var found = new ExternalSort<DuplicateId>(directory, ByRow, Format);
        DuplicateId? first = null;
        var isAlone = true;
        foreach (var next in _ids.Sorted())
        {
            if (first is not { } known || known.Id != next.Id)
            {
                (first, isAlone) = (next, true);
                continue;
            }

            if (isAlone)
            {
                found.Add(known with { OtherLine = next.Line });
                isAlone = false;
            }

            found.Add(next with { OtherLine = known.Line });
        }

        foreach (var duplicate in found.Sorted())
        {
            yield return duplicate;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _ids.Dispose();
}
