using System.Text.Json;
using CouponSync.Planning;

namespace CouponSync.Reporting;

/// <summary>The stable words of the report contract, and the signs that people see.</summary>
internal static class ReportWords
{
    /// <summary>An action or outcome as all files spell it: <c>notAttempted</c>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    /// <summary>The sigil before a change: <c>~</c>, <c>+</c> or <c>-</c>.</summary>
    public static string Sigil(ChangeAction action) => action switch
    {
        ChangeAction.Create => "+",
        ChangeAction.Delete => "-",
        _ => "~",
    };
}
