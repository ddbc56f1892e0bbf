namespace CouponSync.Input;

/// <summary>What can be wrong with the quotes of a record.</summary>
internal enum QuoteFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A quote opens a field and none closes it.</summary>
    NeverClosed,

    /// <summary>Text stands between a closing quote and the next delimiter.</summary>
    TextAfterQuote,

    /// <summary>A quote stands in a field that does not begin with one.</summary>
    QuoteInText,
}

/// <summary>What a closer look at the quotes of a malformed record finds.</summary>
/// <param name="Fault">What is wrong first; a quote that is never closed comes before all.</param>
/// <param name="Column">The index of the field it is in, from 0.</param>
/// <param name="LineOffset">How many lines below the record's first line.</param>
internal readonly record struct QuoteScan(QuoteFault Fault, int Column, int LineOffset)
{
    /// <summary>What is wrong and what to do about it.</summary>
    public string Message => Fault switch
    {
        QuoteFault.NeverClosed =>
            "A quote opens this cell and is never closed, so the rest of the file is part of it. "
            + "Close it, or double it if it belongs to the text.",
        QuoteFault.QuoteInText =>
            "There is a quote inside a cell that is not quoted. Put the whole cell in quotes, and double each quote inside.",
        _ => "Text follows the quote that closes a cell. Double each quote that belongs to the text.",
    };

    /// <summary>Looks at the fields of a record by the rules of RFC 4180, section 2.</summary>
    public static QuoteScan Of(CsvRecords record)
    {
        QuoteScan? first = null;
        var lines = 0;
        for (var column = 0; column < record.Count; column++)
        {
            var field = record.RawCell(column);
            var isQuoted = field is [(byte)'"', ..];
            if (isQuoted)
            {
                var end = Close(field);
                if (end < 0)
                {
                    // Worse than whatever came before: everything that follows is lost.
                    return new QuoteScan(QuoteFault.NeverClosed, column, lines);
                }

                lines += NewLines.Count(field[..end]);
                field = field[(end + 1)..];
            }

            if (isQuoted ? !field.IsEmpty : field.Contains((byte)'"'))
            {
                first ??= new QuoteScan(isQuoted ? QuoteFault.TextAfterQuote : QuoteFault.QuoteInText, column, lines);
            }
        }

        return first ?? default;
    }

    /// <summary>The position of the quote that closes a field, or -1.</summary>
    private static int Close(ReadOnlySpan<byte> field)
    {
        for (var i = 1; i < field.Length; i++)
        {
            if (field[i] != '"')
            {
                continue;
            }

            if (i + 1 == field.Length || field[i + 1] != '"')
            {
                return i;
            }

            i++;
        }

        return -1;
    }
}
