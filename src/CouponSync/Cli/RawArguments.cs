namespace CouponSync.Cli;

/// <summary>Looks into a command line that may be too wrong to be parsed.</summary>
internal static class RawArguments
{
    /// <summary>The value of an option; null when it is not there.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="option">The option's name.</param>
    public static string? Value(IReadOnlyList<string> arguments, string option)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] == option && i + 1 < arguments.Count)
            {
                return arguments[i + 1];
            }

            if (arguments[i].StartsWith(option, StringComparison.Ordinal) && arguments[i].Length > option.Length && arguments[i][option.Length] is '=' or ':')
            {
                return arguments[i][(option.Length + 1)..];
            }
        }

        return null;
    }
}
