namespace CouponSync.Settings;

/// <summary>What an empty metadata cell asks for.</summary>
internal enum EmptyCells
{
    /// <summary>Leave the key as it is.</summary>
    Ignore,

    /// <summary>Unset the key.</summary>
    Unset,
}

/// <summary>What rows mean for the run that cannot be what the file wants.</summary>
internal enum UnmetRows
{
    /// <summary>They have failed, and the exit code is 1.</summary>
    Fail,

    /// <summary>They are reported and counted; the run is a success all the same.</summary>
    Warn,
}

/// <summary>Section <c>Csv</c>: how the input is read.</summary>
internal sealed class CsvSettings
{
    /// <summary><c>comma</c>, <c>semicolon</c>, <c>tab</c>, or the character; null finds it.</summary>
    public string? Delimiter { get; set; }

    /// <summary>Whether a column that is nothing else is a metadata key.</summary>
    public bool UnprefixedMetadata { get; set; }

    /// <summary>Whether to go on with the good rows when some are invalid.</summary>
    public bool SkipInvalid { get; set; }

    /// <summary>What an empty metadata cell asks for.</summary>
    public EmptyCells EmptyCells { get; set; }

    /// <summary>Whether keys of a coupon that the file does not name are unset.</summary>
    public bool PruneMetadata { get; set; }

    /// <summary>Whether a coupon that does not exist is created where the row describes it completely.</summary>
    public bool CreateMissing { get; set; }

    /// <summary>Whether amounts in further currencies are changed; otherwise they are in conflict where they differ.</summary>
    public bool UpdateCurrencyOptions { get; set; }

    /// <summary>What rows mean whose coupon does not exist.</summary>
    public UnmetRows Missing { get; set; }

    /// <summary>What rows mean that are in conflict with their coupon.</summary>
    public UnmetRows Conflicts { get; set; }

    /// <summary>What the reader is told.</summary>
    /// <exception cref="SettingsException">The delimiter is none.</exception>
    public CsvReadOptions ReadOptions() => new()
    {
        Delimiter = Delimiter?.Trim(' ').ToLowerInvariant() switch
        {
            null or "" or "auto" => null,
            "comma" => ',',
            "semicolon" => ';',
            "tab" or "\\t" or "\t" => '\t',
            [> '\0' and < '\u0080' and not ('"' or '\r' or '\n') and var character] => character,
            _ => throw new SettingsException(
                $"Csv:Delimiter is '{Delimiter}', but must be comma, semicolon, tab, or one ASCII character that is no quote."),
        },
        UnprefixedMetadata = UnprefixedMetadata,
        SkipInvalid = SkipInvalid,
    };

    /// <summary>Checks the delimiter.</summary>
    /// <exception cref="SettingsException">It is none.</exception>
    public CsvSettings Checked()
    {
        ReadOptions();
        return this;
    }

    /// <summary>What the diff is told.</summary>
    public PlanOptions PlanOptions() => new()
    {
        UnsetEmptyCells = EmptyCells == EmptyCells.Unset,
        PruneMetadata = PruneMetadata,
        CreateMissing = CreateMissing,
        UpdateCurrencyOptions = UpdateCurrencyOptions,
    };
}
