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
    /// <summary><c>comma</c>, <c>semicolon</c>, <c>tab</c>, or one ASCII character; found by itself when not set.</summary>
    public string? Delimiter { get; set; }

    /// <summary>Whether a column with no other meaning is a metadata key.</summary>
    public bool UnprefixedMetadata { get; set; }

    /// <summary>Whether to go on with the valid rows when others are invalid.</summary>
    public bool SkipInvalid { get; set; }

    /// <summary>What an empty metadata cell asks for: leave the key as it is, or unset it.</summary>
    public EmptyCells EmptyCells { get; set; }

    /// <summary>Whether metadata keys for which the file has no column are unset.</summary>
    public bool PruneMetadata { get; set; }

    /// <summary>Whether a coupon that does not exist is created, where its row describes it completely.</summary>
    public bool CreateMissing { get; set; }

    /// <summary>Whether amounts in further currencies are changed; otherwise a difference is a conflict.</summary>
    public bool UpdateCurrencyOptions { get; set; }

    /// <summary>What a row means whose coupon does not exist: a failure, or a warning.</summary>
    public UnmetRows Missing { get; set; }

    /// <summary>What a row means that is in conflict with its coupon: a failure, or a warning.</summary>
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
