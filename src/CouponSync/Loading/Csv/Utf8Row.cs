using System.Text;

namespace CouponSync.Loading.Csv;

/// <summary>
/// One row while it is read and checked: its cells as UTF-8, one after the other. One object serves all rows, so
/// that a row costs no allocation before somebody wants its strings.
/// </summary>
internal sealed class Utf8Row
{
    private byte[] _bytes = new byte[1024];
    private int[] _ends = new int[32];
    private char[] _text = new char[256];

    /// <summary>The physical line on which the row begins.</summary>
    public long Line { get; private set; }

    /// <summary>How many cells it has.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes of all its cells.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Start(Count));

    /// <summary>The bytes of one cell.</summary>
    public ReadOnlySpan<byte> this[int column] => _bytes.AsSpan(Start(column), Size(column));

    /// <summary>Whether all of its cells are empty or white space.</summary>
    public bool IsBlank
    {
        get
        {
            for (var i = 0; i < Count; i++)
            {
                if (!CellText.IsBlank(this[i]))
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>Starts a row without cells.</summary>
    public void Begin(long line) => (Line, Count) = (line, 0);

    /// <summary>Adds a cell.</summary>
    public void Add(ReadOnlySpan<byte> cell)
    {
        var start = Start(Count);
        if (start + cell.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, start + cell.Length));
        }

        if (Count == _ends.Length)
        {
            Array.Resize(ref _ends, _ends.Length * 2);
        }

        cell.CopyTo(_bytes.AsSpan(start));
        _ends[Count++] = start + cell.Length;
    }

    /// <summary>The length of a cell in bytes.</summary>
    public int Size(int column) => _ends[column] - Start(column);

    /// <summary>Whether a cell is empty.</summary>
    public bool IsEmpty(int column) => Size(column) == 0;

    /// <summary>The text of a cell, valid until the next call.</summary>
    public ReadOnlySpan<char> Text(int column)
    {
        var cell = this[column];
        if (cell.Length > _text.Length)
        {
            _text = new char[cell.Length];
        }

        return _text.AsSpan(0, Encoding.UTF8.GetChars(cell, _text));
    }

    /// <summary>A cell as a string.</summary>
    public string String(int column) => Encoding.UTF8.GetString(this[column]);

    /// <summary>All cells as strings.</summary>
    public string[] Strings()
    {
        var cells = new string[Count];
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = String(i);
        }

        return cells;
    }

    private int Start(int column) => column == 0 ? 0 : _ends[column - 1];
}
