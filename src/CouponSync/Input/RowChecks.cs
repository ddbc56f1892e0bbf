using System.Text;
using CouponSync.Coupons;
using CouponSync.Text;

namespace CouponSync.Input;

/// <summary>Says what is wrong with a row whose cells are where they belong.</summary>
internal sealed class RowChecks
{
    private readonly CsvHeader _header;
    private readonly RowProblems _problems;

    /// <summary>For the rows of a file with this header.</summary>
    public RowChecks(CsvHeader header, RowProblems problems) => (_header, _problems) = (header, problems);

    /// <summary>Checks a row; what is wrong goes to the problems.</summary>
    /// <param name="cells">Its cells, one for each column.</param>
    public void Check(string[] cells)
    {
        WarnOfBlank(cells);
        CheckId(cells[_header.IdIndex], _header.IdIndex);
        if (_header.NameIndex >= 0)
        {
            CheckName(FormulaEscape.Value(cells[_header.NameIndex]));
        }

        CheckMetadata(cells);
        CheckUnnamed(cells);
        _header.Terms.Read(cells, _problems);
        CheckNul(cells);
    }

    private void CheckId(string id, int column)
    {
        if (id.Length == 0 || Unseen.IsBlank(id))
        {
            _problems.Add("id_missing", "The row names no coupon. Fill in its id, or remove the row.", column);
            return;
        }

        if (id.Length > StripeLimits.IdLength && StripeLimits.CodePoints(id) is var length and > StripeLimits.IdLength)
        {
            _problems.Add(
                "id_too_long", $"The id has {length} characters; Stripe allows {StripeLimits.IdLength}. Correct it.", column);
        }

        if (id is "." or "..")
        {
            // In a URL these are steps in a path: the request would go to another endpoint.
            _problems.Add("id_not_addressable", $"A coupon called `{id}` cannot be addressed by a URL. Correct the id.", column);
        }

        if (CellText.HasOuterWhiteSpace(id))
        {
            _problems.Add(
                "id_white_space",
                $"The id `{CellText.Shorten(id)}` begins or ends with white space. Remove it unless Stripe has it, too.",
                column,
                ProblemSeverity.Warning);
        }
        else if (id.AsSpan().ContainsAnyInRange('\u0001', '\u001F') || id.Contains('\u007F', StringComparison.Ordinal))
        {
            _problems.Add(
                "id_control_character",
                "The id contains a control character, such as a tab or a line break. Remove it unless Stripe has it, too.",
                column,
                ProblemSeverity.Warning);
            return;
        }

        var before = _problems.Count;
        CellWarnings.Add(id, "id", column, _problems);
        if (_problems.Count == before && !Ascii.IsValid(id) && CellWarnings.HoldsUnseen(id.Trim()))
        {
            _problems.Add("invisible_character", CellWarnings.Invisible("id", id.Trim()), column, ProblemSeverity.Warning);
        }
    }

    private void CheckName(string? name)
    {
        if (name is null)
        {
            return;
        }

        if (name.Length > StripeLimits.NameLength && StripeLimits.CodePoints(name) is var length and > StripeLimits.NameLength)
        {
            _problems.Add(
                "name_too_long",
                $"The name has {length} characters; Stripe allows {StripeLimits.NameLength}. Shorten it.",
                _header.NameIndex);
        }

        Warn(name, "name", _header.NameIndex);
    }

    private void CheckMetadata(string[] cells)
    {
        var keys = 0;
        var firstTooMany = -1;
        foreach (var column in _header.Metadata)
        {
            if (FormulaEscape.Value(cells[column.Index]) is not { Length: > 0 } value)
            {
                continue;
            }

            if (++keys == StripeLimits.MetadataKeys + 1)
            {
                firstTooMany = column.Index;
            }

            if (value.Length > StripeLimits.MetadataValueLength
                && StripeLimits.CodePoints(value) is var length and > StripeLimits.MetadataValueLength)
            {
                _problems.Add(
                    "value_too_long",
                    $"The value has {length} characters; Stripe allows {StripeLimits.MetadataValueLength}. Shorten it.",
                    column.Index);
            }

            Warn(value, "value", column.Index);
        }

        if (firstTooMany >= 0)
        {
            _problems.Add(
                "too_many_keys",
                $"The row sets {keys} metadata keys; Stripe allows {StripeLimits.MetadataKeys}. Empty some of its cells.",
                firstTooMany);
        }
    }

    private void Warn(string text, string what, int column)
    {
        if (Unseen.IsBlank(text))
        {
            // The row says that it is meant.
            return;
        }

        if (CellText.HasOuterWhiteSpace(text))
        {
            _problems.Add(
                "white_space",
                $"The {what} begins or ends with white space. Remove it unless you mean it.",
                column,
                ProblemSeverity.Warning);
        }

        CellWarnings.Add(text, what, column, _problems);
    }

    private void WarnOfBlank(string[] cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            if (_header.Columns[i].HasValue && Unseen.IsBlank(cells[i]))
            {
                _problems.Add(
                    "blank_cell",
                    "The cell contains only white space or invisible characters. It is ignored: nothing is "
                    + "written for it, and nothing is unset. Empty it, or enter a value.",
                    i,
                    ProblemSeverity.Warning);
            }
        }
    }

    private void CheckUnnamed(string[] cells)
    {
        foreach (var column in _header.Unnamed)
        {
            if (cells[column.Index].Length > 0 && !Unseen.IsBlank(cells[column.Index]))
            {
                _problems.Add(
                    "unnamed_column",
                    $"The cell in column {column.Index + 1} is filled, but the column has no name in the header. "
                    + "Name the column, or empty the cell.",
                    column.Index);
            }
        }
    }

    private void CheckNul(string[] cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            if (cells[i].Contains('\0', StringComparison.Ordinal))
            {
                _problems.Add(
                    "nul_character", "The cell contains a NUL character (a zero byte). Remove it, and save the file as UTF-8.", i);
            }
        }
    }
}
