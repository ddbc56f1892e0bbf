using System.Text.RegularExpressions;

namespace CouponSync.Planning;

/// <summary>Finds ids that are most likely what a spreadsheet, or another program, made of another one.</summary>
internal static partial class MangledId
{
    // What each form is made of. Months are those that the common spreadsheets write.
    private static readonly (Regex Form, string Origin)[] Forms =
    [
        (Exponent(), "a long number, or a code with an E in it, that a spreadsheet shortened"),
        (Rounded(), "a number of more than 15 digits, of which a spreadsheet keeps the first 15"),
        (Truth(), "a word that a spreadsheet takes for true or false"),
        (Date(), "a code that a spreadsheet took for a date or a time"),
        (Fraction(), "a number that a program wrote with decimals, or with its thousands apart"),
        (Nothing(), "what a program writes where there is no value"),
        (Failed(), "what a spreadsheet shows where a formula failed or a column is too narrow"),
    ];

    /// <summary>What an id most likely is instead of an id, in words; null when nothing speaks for that.</summary>
    public static string? Origin(string id) => Array.Find(Forms, form => form.Form.IsMatch(id)).Origin;

    [GeneratedRegex(@"^[+-]?\d+(?:[.,]\d*E[+-]?|E[+-])\d+$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Exponent();

    [GeneratedRegex(@"^[1-9]\d{14}0+$", RegexOptions.CultureInvariant)]
    private static partial Regex Rounded();

    [GeneratedRegex("^(?:true|false|wahr|falsch|vrai|faux|verdadero|verdadeiro|falso|vero|waar|onwaar|prawda|fałsz|sant|falskt|истина|ложь)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Truth();

    [GeneratedRegex(@"^(?:\d{1,4}[-. /]+(?:\p{L}{3,4}|января|\p{L}+bre|\p{L}+ber)\.?(?:[-. /]+\d{2,4})?|(?:jan|feb|m[aä]r|mrz|apr|ma[iyj]|jun|jul|aug|sep|o[ck]t|nov|de[cz])\p{L}?\.?[-. ]\d{1,4}|\d{1,2}([./-])\d{1,2}(?:\1(?:\d{4}|\d{2}))?|\d{4}([./-])\d{1,2}\2\d{1,2}(?:[ T]\d.*)?|(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?|(?:\d{4}년 ?)?\d{1,2}월(?: ?\d{1,2}일)?|\d{1,2}:\d{2}(?::\d{2})?(?: ?[AP]M)?)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Date();

    [GeneratedRegex(@"^\d+(?:[.,]\d+)+$", RegexOptions.CultureInvariant)]
    private static partial Regex Fraction();

    [GeneratedRegex("^(?:null|nil|none|nan|n/a|undefined|<na>|\\(blank\\))$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Nothing();

    [GeneratedRegex("^(?:#.*[!?/#].*|err:[0-9]+)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Failed();
}
