namespace CouponSync.Input;

/// <summary>What a column of the file is for.</summary>
internal enum CsvColumnKind
{
    /// <summary>The coupon's id.</summary>
    Id,

    /// <summary>The coupon's name.</summary>
    Name,

    /// <summary>The value of one metadata key.</summary>
    Metadata,

    /// <summary>One of the coupon's terms.</summary>
    Term,

    /// <summary>The amount in one further currency.</summary>
    CurrencyOption,

    /// <summary>The mark of rows whose cells are escaped against spreadsheets; see <see cref="FormulaEscape"/>.</summary>
    EscapeMark,

    /// <summary>Known, and of no use here.</summary>
    Ignored,

    /// <summary>Without a name; spreadsheets leave such columns behind. Its cells must be empty.</summary>
    Unnamed,

    /// <summary>Not understood, which is a problem of the header.</summary>
    Unknown,
}

/// <summary>One column of the file.</summary>
/// <param name="Index">Its place, from 0.</param>
/// <param name="Name">Its name in the header, without surrounding white space.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Key">
/// The metadata key, the currency, or the canonical name of a known column; empty for the others.
/// </param>
internal sealed record CsvColumn(int Index, string Name, CsvColumnKind Kind, string Key)
{
    /// <summary>The columns that name the coupon, one of which a file has.</summary>
    public static IReadOnlyList<string> IdNames { get; } = ["id", "coupon", "coupon_id"];

    /// <summary>The columns of a coupon's terms.</summary>
    public static IReadOnlyList<string> TermNames { get; } =
    [
        "percent_off", "amount_off", "currency", "duration", "duration_in_months", "max_redemptions", "redeem_by",
        "applies_to",
    ];

    /// <summary>Columns of a coupon that say nothing about what is wanted.</summary>
    public static IReadOnlyList<string> IgnoredNames { get; } = ["object", "created", "livemode", "times_redeemed", "valid"];

    /// <summary>The prefix of the columns that <see cref="ErrorsCsv"/> adds.</summary>
    public const string ErrorPrefix = "error_";

    /// <summary>The name as messages and problems show it.</summary>
    public string ShownName => CellText.ShortenName(Name);

    /// <summary>Whether its cells say what is wanted of the coupon.</summary>
    public bool HasValue => Kind is CsvColumnKind.Name or CsvColumnKind.Metadata or CsvColumnKind.Term or CsvColumnKind.CurrencyOption;

    /// <summary>Whether this is one of the columns that <see cref="ErrorsCsv"/> adds.</summary>
    public bool IsErrorColumn =>
        Kind == CsvColumnKind.Ignored && Name.StartsWith(ErrorPrefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>Finds out what a column is for from its name.</summary>
    /// <param name="index">Its place, from 0.</param>
    /// <param name="header">The header cell.</param>
    /// <param name="unprefixedMetadata">Whether a name that is not known is a metadata key.</param>
    public static CsvColumn Parse(int index, string header, bool unprefixedMetadata)
    {
        var name = header.Trim();
        CsvColumn Is(CsvColumnKind kind, string key = "") => new(index, name, kind, key);

        if (name.Length == 0)
        {
            return Is(CsvColumnKind.Unnamed);
        }

        var known = name.ToLowerInvariant();
        if (IdNames.Contains(known))
        {
            return Is(CsvColumnKind.Id, "id");
        }

        if (known == "name")
        {
            return Is(CsvColumnKind.Name, known);
        }

        if (TermNames.Contains(known))
        {
            return Is(CsvColumnKind.Term, known);
        }

        if (known == FormulaEscape.Column)
        {
            return Is(CsvColumnKind.EscapeMark, known);
        }

        if (IgnoredNames.Contains(known) || known.StartsWith(ErrorPrefix, StringComparison.Ordinal))
        {
            return Is(CsvColumnKind.Ignored, known);
        }

        if (Between(name, "metadata[", "]") is { } bracketed)
        {
            return Is(CsvColumnKind.Metadata, bracketed);
        }

        if (Between(name, "metadata.", "") is { } dotted)
        {
            return Is(CsvColumnKind.Metadata, dotted);
        }

        if (Between(name, "", " (metadata)") is { } exported)
        {
            return Is(CsvColumnKind.Metadata, exported);
        }

        if (Between(name, "currency_options[", "]") is { } currency)
        {
            return Is(CsvColumnKind.CurrencyOption, currency.ToLowerInvariant());
        }

        return unprefixedMetadata ? Is(CsvColumnKind.Metadata, name) : Is(CsvColumnKind.Unknown);
    }

    private static string? Between(string name, string prefix, string suffix) =>
        name.Length >= prefix.Length + suffix.Length
        && name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
        && name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)
            ? name[prefix.Length..^suffix.Length]
            : null;
}
