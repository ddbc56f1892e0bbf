using System.CommandLine;
using System.CommandLine.Parsing;
using CouponSync.Text;

namespace CouponSync.Cli;

/// <summary>A command line as it is kept in reports, and as further commands are made from it: each option in one way
/// of writing it, and without secrets.</summary>
internal static class RecordedArguments
{
    /// <summary>Writes down what was parsed, in the order in which it was typed.</summary>
    /// <remarks><c>--plan=x</c> and <c>--plan:x</c> become <c>--plan x</c>; <c>--dry-run=true</c> becomes <c>--dry-run</c>,
    /// and a switch that is off is left out; a value that begins with a hyphen stays attached, and a file whose
    /// name does is spelled <c>./-x</c>, so that neither is an option.</remarks>
    public static IReadOnlyList<string> Of(ParseResult parsed)
    {
        var owners = parsed.CommandResult.Children.OfType<OptionResult>()
            .SelectMany(static result => result.Tokens.Select(token => (Token: (object)token, Result: result)))
            .ToDictionary(static pair => pair.Token, static pair => pair.Result, ReferenceEqualityComparer.Instance);
        var words = new List<string>();
        for (var i = 0; i < parsed.Tokens.Count; i++)
        {
            var token = parsed.Tokens[i];
            if (token.Type == TokenType.DoubleDash)
            {
                continue;
            }

            if (token.Type != TokenType.Option)
            {
                words.Add(Secrets.Mask(Words.Argument(token.Value)));
                continue;
            }

            var value = i + 1 < parsed.Tokens.Count && owners.ContainsKey(parsed.Tokens[i + 1]) ? parsed.Tokens[++i].Value : null;
            Add(words, token.Value, value, value is not null && owners[parsed.Tokens[i]].Option is Option<bool>);
        }

        return words;
    }

    private static void Add(List<string> words, string option, string? value, bool isSwitch)
    {
        if (isSwitch)
        {
            if (bool.Parse(value!))
            {
                words.Add(option);
            }

            return;
        }

        var shown = value is null ? null
            : Secrets.Options.Contains(option, StringComparer.Ordinal) ? Secrets.Masked
            : Secrets.Mask(value);
        if (shown is ['-', _, ..])
        {
            words.Add($"{option}={shown}");
            return;
        }

        words.Add(option);
        if (shown is not null)
        {
            words.Add(shown);
        }
    }
}
