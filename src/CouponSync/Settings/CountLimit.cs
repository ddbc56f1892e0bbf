using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace CouponSync.Settings;

/// <summary>A limit of so many, or of so many per cent of the rows.</summary>
internal readonly record struct CountLimit
{
    private CountLimit(long? count, decimal? percent) => (Count, Percent) = (count, percent);

    /// <summary>The number, when it is one.</summary>
    public long? Count { get; }

    /// <summary>The percentage, when it is one; 0 to 100.</summary>
    public decimal? Percent { get; }

    /// <summary>Reads <c>500</c> or <c>30%</c>.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out CountLimit? limit)
    {
        limit = null;
        var trimmed = text?.Trim() ?? "";
        if (trimmed.EndsWith('%'))
        {
            if (decimal.TryParse(trimmed[..^1].TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
                && percent is >= 0 and <= 100)
            {
                limit = new CountLimit(null, percent);
            }
        }
        else if (long.TryParse(trimmed, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            limit = new CountLimit(count, null);
        }

        return limit is not null;
    }

    /// <summary>Whether a count is over the limit. Exactly at the limit is not over it.</summary>
    /// <param name="count">The count.</param>
    /// <param name="of">The rows a percentage is of.</param>
    public bool IsExceededBy(long count, long of) =>
        Count is { } most ? count > most : (decimal)count * 100 > Percent!.Value * of;

    /// <summary>Shows the arithmetic: <c>31 % is over 30 % (31/100)</c>, or <c>31 is over 30</c>.</summary>
    public string Arithmetic(long count, long of)
    {
        if (Count is { } most)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{count} is over {most}");
        }

        // Rounded up, so that what is over 30 % by a hair is never shown as 30 %.
        var share = of == 0 ? 100 : Math.Ceiling((decimal)count * 10_000 / of) / 100;
        return string.Create(CultureInfo.InvariantCulture, $"{share:0.##} % is over {Percent:0.##} % ({count}/{of})");
    }

    /// <inheritdoc/>
    public override string ToString() => Count is { } count
        ? count.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Percent:0.##}%");
}
