using CouponSync.Coupons;
using CouponSync.Text;

namespace CouponSync.Input;

/// <summary>Says what is wrong with a header row.</summary>
internal static class HeaderChecks
{
    private const int MostNamed = 20;

    /// <summary>Checks all columns, each for itself and against the others.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="line">The header's physical line.</param>
    /// <param name="unprefixedMetadata">Whether names that are not known are taken as metadata keys.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static void Check(
        IReadOnlyList<CsvColumn> columns, long line, bool unprefixedMetadata, ICollection<Problem> problems)
    {
        void Add(CsvColumn? column, string kind, string message, ProblemSeverity severity = ProblemSeverity.Error) =>
            problems.Add(new Problem(kind, message) { Line = line, Column = column?.ShownName, Severity = severity });

        foreach (var column in columns)
        {
            if (column.Name.Contains('\0', StringComparison.Ordinal))
            {
                Add(column, "nul_character", $"The name of column {column.Index + 1} contains a NUL character. Is this a text file?");
            }
            else if (column.Kind == CsvColumnKind.Unknown)
            {
                // One column that is not known makes no table: nobody meant it as a metadata key.
                if (columns.Count > 1 || NearMiss.Of(column.Name) is not null)
                {
                    Add(column, "unknown_column", Unknown(column));
                }
            }
            else if (column.Kind == CsvColumnKind.Metadata)
            {
                CheckKey(column, unprefixedMetadata, Add);
            }
            else if (column.Kind == CsvColumnKind.CurrencyOption && !TermsColumns.IsCurrency(column.Key))
            {
                Add(column, "invalid_currency", $"`{column.ShownName}` does not name a currency. Write its three letters, as in `currency_options[eur]`.");
            }
        }

        CheckDuplicates(columns, Add);
        CheckLookAlikes(columns, Add);
        if (!columns.Any(static c => c.Kind == CsvColumnKind.Id))
        {
            Add(null, "no_id_column", NoId(columns));
        }
    }

    private static void CheckKey(
        CsvColumn column, bool unprefixedMetadata, Action<CsvColumn?, string, string, ProblemSeverity> add)
    {
        var length = StripeLimits.CodePoints(column.Key);
        if (column.Key.Length == 0)
        {
            add(column, "metadata_key_empty", $"`{column.ShownName}` names no metadata key. Write it as `metadata[key]`.", default);
        }
        else if (column.Key.AsSpan().ContainsAny('[', ']'))
        {
            add(
                column,
                "metadata_key_brackets",
                $"The metadata key `{CellText.ShortenName(column.Key)}` contains a square bracket, which Stripe does not allow. Rename the key.",
                default);
        }
        else if (length > StripeLimits.MetadataKeyLength)
        {
            add(
                column,
                "metadata_key_too_long",
                $"The metadata key `{CellText.ShortenName(column.Key)}` has {length} characters; Stripe allows {StripeLimits.MetadataKeyLength}. Shorten the key.",
                default);
        }
        else if (CellWarnings.HoldsUnseen(column.Key.Trim()))
        {
            add(column, "invisible_character", CellWarnings.Invisible("metadata key", column.Key.Trim()), ProblemSeverity.Warning);
        }
        else if (char.IsWhiteSpace(column.Key[0]) || char.IsWhiteSpace(column.Key[^1]))
        {
            add(
                column,
                "metadata_key_white_space",
                $"The metadata key `{CellText.ShortenName(column.Key)}` begins or ends with white space. Remove it unless Stripe has it, too.",
                ProblemSeverity.Warning);
        }
        else if (unprefixedMetadata && column.Key == column.Name && NearMiss.Of(column.Name) is { } meant)
        {
            add(
                column,
                "near_miss_column",
                $"`{column.ShownName}` is taken as a metadata key. If you mean `{meant}`, rename the column.",
                ProblemSeverity.Warning);
        }
    }

    private static void CheckDuplicates(
        IReadOnlyList<CsvColumn> columns, Action<CsvColumn?, string, string, ProblemSeverity> add)
    {
        var first = new Dictionary<(CsvColumnKind, string), CsvColumn>();
        foreach (var column in columns)
        {
            if (column.Kind is CsvColumnKind.Ignored or CsvColumnKind.Unnamed or CsvColumnKind.Unknown
                || first.TryAdd((column.Kind, column.Key), column))
            {
                continue;
            }

            var other = first[(column.Kind, column.Key)];
            var what = column.Kind switch
            {
                CsvColumnKind.Metadata => $"the metadata key `{CellText.ShortenName(column.Key)}`",
                CsvColumnKind.Id => "the coupon's id",
                _ => $"`{CellText.ShortenName(column.Key)}`",
            };
            add(
                column,
                "duplicate_column",
                $"Column {column.Index + 1} (`{column.ShownName}`) and column {other.Index + 1} (`{other.ShownName}`) both give {what}. Remove one of them.",
                default);
        }
    }

    private static void CheckLookAlikes(
        IReadOnlyList<CsvColumn> columns, Action<CsvColumn?, string, string, ProblemSeverity> add)
    {
        foreach (var same in columns.Where(static c => c.Kind == CsvColumnKind.Metadata).DistinctBy(static c => c.Key).GroupBy(static c => LookAlike.Skeleton(c.Key)))
        {
            foreach (var column in same.Skip(1))
            {
                var (first, second) = VisibleText.EscapePair(same.First().Key, column.Key);
                add(
                    column,
                    "look_alike_keys",
                    $"The metadata keys `{first}` and `{second}` look the same but are different. If you mean one key, remove a column.",
                    ProblemSeverity.Warning);
            }
        }
    }

    private static string Unknown(CsvColumn column)
    {
        var start = $"The column `{column.ShownName}` (column {column.Index + 1}) is not known. ";
        if (NearMiss.Of(column.Name) is { } meant)
        {
            start += $"Did you mean `{meant}`? ";
        }

        return column.Name.StartsWith("metadata", StringComparison.OrdinalIgnoreCase)
            ? start + "Write a metadata column as `metadata[key]`."
            : start + $"If it is a metadata key, name it `metadata[{column.ShownName}]`, or use --unprefixed-metadata to take all such columns as keys.";
    }

    private static string NoId(IReadOnlyList<CsvColumn> columns)
    {
        var named = columns.Where(static c => c.Name.Length > 0).ToList();
        var found = string.Join(", ", named.Take(MostNamed).Select(static c => $"`{c.ShownName}`"))
            + (named.Count > MostNamed ? $" and {named.Count - MostNamed} more" : string.Empty);
        var message = $"No column names the coupon: one must be called `id`, `coupon` or `coupon_id`. Found: {found}.";
        return columns.Count > 1
            ? message
            : message + " If these are several columns, say what separates them with --delimiter.";
    }
}
