namespace CouponSync.Emulator;

/// <summary>
/// How metadata changes, and what it may hold (https://docs.stripe.com/api/metadata): an update merges, an empty value
/// unsets its key, an empty <c>metadata</c> unsets all.
/// </summary>
internal sealed class MetadataRules(EmulatorOptions options)
{
    private const int HighestCount = 50;
    private const int KeyLength = 40;
    private const int ValueLength = 500;

    /// <summary>The metadata after a change.</summary>
    /// <param name="before">The metadata before.</param>
    /// <param name="change">The parameter <c>metadata</c>, or null when absent.</param>
    /// <exception cref="ApiErrorException">The change breaks a rule.</exception>
    public EmulatorMetadata Apply(EmulatorMetadata before, ParameterNode? change)
    {
        if (change is null)
        {
            return before;
        }

        if (change.Text is { } text)
        {
            return text.Length == 0
                ? EmulatorMetadata.Empty
                : throw new ApiErrorException(ApiError.Invalid("Invalid object", "metadata"));
        }

        var changes = new List<KeyValuePair<string, string>>(change.Children.Count);
        foreach (var (key, node) in change.Children)
        {
            changes.Add(new(key, Checked(key, node)));
        }

        var merged = before.Merge(changes);
        var counted = options.KeyCountCheckedBeforeUnsets
            ? before.Merge(changes.Where(static pair => pair.Value.Length > 0)).Count
            : merged.Count;
        return counted <= HighestCount ? merged : throw new ApiErrorException(ApiError.Invalid(
            $"Metadata can have up to {HighestCount} keys, but this object would have {counted} keys.", "metadata"));
    }

    private string Checked(string key, ParameterNode node)
    {
        if (key.AsSpan().ContainsAny('[', ']'))
        {
            throw new ApiErrorException(ApiError.Invalid(
                $"Metadata keys cannot contain square brackets ([ or ]). Invalid key: {key}", "metadata"));
        }

        var keyLength = LengthOf(key);
        if (keyLength > KeyLength)
        {
            throw new ApiErrorException(ApiError.Invalid(
                $"Metadata keys can have up to {KeyLength} characters, but you passed in a key that is {keyLength} "
                + $"characters. Invalid key: {key}",
                "metadata"));
        }

        var value = node.Text ?? throw new ApiErrorException(ApiError.Invalid(
            $"Metadata values must be strings, but the value of '{key}' is an object.", $"metadata[{key}]"));
        if (options.TrimMetadataWhitespace)
        {
            value = value.Trim();
        }

        var length = LengthOf(value);
        return length <= ValueLength ? value : throw new ApiErrorException(ApiError.Invalid(
            $"Metadata values can have up to {ValueLength} characters, but you passed in a value that is {length} "
            + $"characters. Invalid value: {value}",
            "metadata"));
    }

    private int LengthOf(string text) =>
        options.MetadataLengthUnit == MetadataLengthUnit.Utf16 ? text.Length : text.EnumerateRunes().Count();
}
