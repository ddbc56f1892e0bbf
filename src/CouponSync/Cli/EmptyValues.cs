using System.CommandLine;
using System.CommandLine.Parsing;
using CouponSync.Settings;

namespace CouponSync.Cli;

/// <summary>
/// Finds empty values, of every option and argument there is: <c>--expect-account "$ACCOUNT"</c> with a variable that is not
/// set must not be taken for an option that was left out, nor <c>--dry-run=</c> for one that was given.
/// </summary>
internal static class EmptyValues
{
    /// <summary>Says which options and arguments are empty.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="arguments">The same as it was given.</param>
    /// <returns>A sentence each.</returns>
    public static IReadOnlyList<string> Of(ParseResult parsed, IReadOnlyList<string> arguments)
    {
        var results = parsed.CommandResult.Children;
        string[] options =
        [
            .. AsGiven(parsed.CommandResult.Command, [.. arguments.TakeWhile(static a => a != "--")]),
            .. results.OfType<OptionResult>().Where(static r => HasEmpty(r.Tokens)).Select(static r => r.IdentifierToken!.Value),
        ];
        return
        [
            // An empty word that no option takes is taken for an argument.
            .. (options.Length > 0 ? options : results.OfType<ArgumentResult>().Where(static r => HasEmpty(r.Tokens)).Select(static r => $"<{r.Argument.Name}>"))
                .Distinct(StringComparer.Ordinal)
                .Select(static name => $"{name} is empty. Give it a value, or leave it out; perhaps the variable for its value is not set."),
        ];
    }

    // What the parser does not tell: a switch with nothing behind its equals sign, or with an empty word after it.
    private static IEnumerable<string> AsGiven(Command command, string[] arguments)
    {
        var names = command.Options.SelectMany(static o => o.Aliases.Append(o.Name)).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < arguments.Length; i++)
        {
            if (Setting.IsEmpty(arguments[i]) && i > 0 && names.Contains(arguments[i - 1]))
            {
                yield return arguments[i - 1];
            }
            else if (arguments[i] is [.. var name, '=' or ':'] && names.Contains(name))
            {
                yield return name;
            }
        }
    }

    private static bool HasEmpty(IReadOnlyList<Token> values) => values.Any(static v => Setting.IsEmpty(v.Value));
}
