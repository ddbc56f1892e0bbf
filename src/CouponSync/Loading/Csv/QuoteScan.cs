namespace CouponSync.Loading.Csv;

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

/// <summary>What a closer look at the quotes of one raw record finds.</summary>
/// <param name="Fault">What is wrong first, if anything; a quote that is never closed comes before all.</param>
/// <param name="Column">The index of the field it is in, from 0; the last field when nothing is wrong.</param>
/// <param name="LineOffset">How many lines below the record's first line.</param>
internal readonly record struct QuoteScan(QuoteFault Fault, int Column, int LineOffset)
{
    /// <summary>What is wrong and what to do about it.</summary>
    public string Message => Fault switch
    {
        QuoteFault.NeverClosed =>
            "A quote opens this cell and is never closed, so that the rest of the file is part of it. "
            + "Close it, or double it if it belongs to the text.",
        QuoteFault.QuoteInText =>
            "A quote stands inside a cell that is not quoted. Put the whole cell in quotes, and double each quote inside.",
        _ => "Text follows the quote that closes a cell. Double each quote that belongs to the text.",
    };

    /// <summary>Reads a record by the rules of RFC 4180, section 2.</summary>
    /// <param name="record">The record as it stands in the file, or its beginning.</param>
    /// <param name="delimiter">What stands between the fields.</param>
    public static QuoteScan Of(ReadOnlySpan<byte> record, byte delimiter)
    {
        QuoteScan? first = null;
        int column = 0, lines = 0, position = 0;
        while (true)
        {
            var isQuoted = position < record.Length && record[position] == '"';
            if (isQuoted)
            {
                var end = Close(record, position + 1);
                if (end < 0)
                {
                    // Worse than whatever came before: everything that follows is lost.
                    return new QuoteScan(QuoteFault.NeverClosed, column, lines);
                }

                lines += NewLines.Count(record[position..end]);
                position = end + 1;
            }

            var length = record[position..].IndexOf(delimiter);
            var rest = length < 0 ? record[position..] : record.Slice(position, length);
            if (isQuoted ? !rest.TrimEnd("\r\n"u8).IsEmpty : rest.Contains((byte)'"'))
            {
                first ??= new QuoteScan(isQuoted ? QuoteFault.TextAfterQuote : QuoteFault.QuoteInText, column, lines);
            }

            if (length < 0)
            {
                return first ?? new QuoteScan(QuoteFault.None, column, lines);
            }

            column++;
            position += length + 1;
        }
    }

    /// <summary>The position of the quote that closes, or -1.</summary>
    private static int Close(ReadOnlySpan<byte> record, int from)
    {
        for (var i = from; i < record.Length; i++)
        {
            if (record[i] != '"')
            {
                continue;
            }

            if (i + 1 == record.Length || record[i + 1] != '"')
            {
                return i;
            }

            i++;
        }

        return -1;
    }
}
