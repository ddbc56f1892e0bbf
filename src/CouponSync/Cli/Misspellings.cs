using System.CommandLine;
using System.CommandLine.Parsing;
using CouponSync.Cli.Help;
using CouponSync.Runs;
using CouponSync.Text;

namespace CouponSync.Cli;

/// <summary>What is wrong with a command line as it was typed, and what was probably meant.</summary>
/// <param name="Sentences">What is wrong.</param>
/// <param name="Proposal">The command line that was probably meant; null where nobody can tell.</param>
internal sealed record Misspellings(IReadOnlyList<string> Sentences, string? Proposal)
{
    // What other programs call it.
    private static readonly (string[] Names, string[] Meant)[] OtherNames =
    [
        (["diff", "plan", "preview"], ["sync", "--dry-run"]),
        (["import", "push", "upload"], ["sync"]),
        (["pull", "download"], ["export"]),
        (["undo", "rollback"], ["revert"]),
        (["resume", "continue"], ["apply"]),
        (["validate", "lint", "verify"], ["check"]),
        (["list", "history", "status"], ["runs"]),
        (["show"], ["get"]),
        (["set"], ["update"]),
    ];

    // Whoever copies from a text gets the dashes of typesetters.
    private static readonly char[] Dashes = ['-', '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2015', '\u2212'];

    /// <summary>Looks for them.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="arguments">The same as it was given.</param>
    /// <returns>Null when nothing is misspelled.</returns>
    public static Misspellings? Of(ParseResult parsed, IReadOnlyList<string> arguments)
    {
        var (command, root) = (parsed.CommandResult.Command, parsed.RootCommandResult.Command);
        if (command == root && parsed.UnmatchedTokens.FirstOrDefault(static a => a is "-" || (a is [var first, ..] && !Dashes.Contains(first))) is { } word)
        {
            return UnknownCommand(root, word, arguments);
        }

        if (parsed.Action is HelpText)
        {
            return null;
        }

        return UnknownOptions(parsed, arguments) ?? WrongArguments(parsed);
    }

    private static Misspellings UnknownCommand(Command root, string word, IReadOnlyList<string> arguments)
    {
        var meant = MeantCommand(root, word);
        var isFile = meant.Contains(word);
        var sentence = $"There is no command {word}." + (meant.Length > 0 ? $" Did you mean {string.Join(' ', meant)}?" : "");
        if (meant.Length == 0)
        {
            return new([sentence], null);
        }

        string[] rest = [.. arguments.Where(a => a != word)];
        var command = root.Subcommands.FirstOrDefault(c => c.Name == meant[0]);
        var needed = command?.Arguments.FirstOrDefault(static a => a.Arity.MinimumNumberOfValues > 0);
        string[] file = needed is not null && !isFile && !rest.Contains("--help") && !rest.Any(static a => a is ['-'] || !a.StartsWith('-')) ? [needed.Name.ToUpperInvariant()] : [];
        string[] words = [meant[0], .. file, .. rest, .. meant.Skip(1)];
        // One slip seldom comes alone.
        return new([sentence], (command is null ? null : Of(root.Parse(words), words))?.Proposal ?? Propose(words));
    }

    private static string[] MeantCommand(Command root, string word)
    {
        if (OtherNames.FirstOrDefault(other => other.Names.Contains(word, StringComparer.OrdinalIgnoreCase)).Meant is { } known)
        {
            return known;
        }

        var isFile = word == "-" || word.IndexOfAny(['.', '/', '\\']) >= 0 || File.Exists(word);
        if (RunId.StartOf(word) is not null)
        {
            return ["runs", word];
        }

        return isFile ? [word.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase) ? "apply" : "sync", word]
            : Nearest(word, [.. root.Subcommands.Where(static c => !c.Hidden).Select(static c => c.Name), "help", "version"]) is { } near ? [near]
            : [];
    }

    private static Misspellings? UnknownOptions(ParseResult parsed, IReadOnlyList<string> arguments)
    {
        var (command, root) = (parsed.CommandResult.Command, parsed.RootCommandResult.Command);
        var options = HelpText.OptionsOf(command, root).ToList();
        var unparsed = parsed.Tokens.Where(static t => t.Type == TokenType.Argument).Select(static t => t.Value).ToHashSet(StringComparer.Ordinal);
        var words = arguments.TakeWhile(static a => a != "--").ToList();
        var sentences = new List<string>();
        var (corrected, isCorrected) = (new List<string>(), true);
        for (var i = 0; i < arguments.Count; i++)
        {
            var word = arguments[i];
            var taker = i == 0 || i >= words.Count ? null : options.FirstOrDefault(o => o.ValueType != typeof(bool) && (o.Name == words[i - 1] || o.Aliases.Contains(words[i - 1])));
            if (i >= words.Count || word.Length < 2 || !Dashes.Contains(word[0]) || !unparsed.Contains(word) || (taker is not null && !IsLong(word)))
            {
                corrected.Add(word);
                continue;
            }

            var name = word.Split('=', ':')[0];
            var near = Nearest(name, options.Select(static o => o.Name));
            if (word[0] != '-' && near is null)
            {
                corrected.Add(word);
            }
            else if (near == name && taker is not null)
            {
                sentences.Add($"{taker.Name} needs a value (<{taker.HelpName}>), and {name} is an option. If it is meant as the value, write {taker.Name}={word}.");
                isCorrected = false;
            }
            else if (near == name)
            {
                sentences.Add($"{name} belongs after the command.");
                corrected.Add(word);
            }
            else
            {
                sentences.Add(near is not null ? $"There is no option {name}. Did you mean {near}?" : Unknown(name, word, taker, command, root));
                isCorrected &= near is not null && taker is null;
                corrected.Add(near + word[name.Length..]);
            }
        }

        // What stood before the command goes to the end.
        var start = Math.Max(0, corrected.IndexOf(command.Name));
        return sentences.Count == 0 ? null : new(sentences, isCorrected ? Propose(corrected.Skip(start).Concat(corrected.Take(start))) : null);
    }

    private static string Unknown(string name, string word, Option? taker, Command command, Command root)
    {
        var others = root.Subcommands.Where(c => c != command && !c.Hidden && c.Options.Any(o => o.Name == name || o.Aliases.Contains(name)))
            .Select(static c => c.Name).ToList();
        return others.Count > 0 ? $"{command.Name} has no option {name}; {Figures.Enumerate(others)} {(others.Count == 1 ? "has" : "have")} it."
            : taker is not null ? $"There is no option {name}. To give it as the value of {taker.Name}, write {taker.Name}={word}."
            : $"There is no option {name}. If it is not meant as an option, put -- before it.";
    }

    private static Misspellings? WrongArguments(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (command.Arguments is [{ Arity.MinimumNumberOfValues: > 0 } argument] && parsed.GetResult(argument) is not { Tokens.Count: > 0 })
        {
            return new([$"{command.Name} needs a <{argument.Name}>. {argument.Description}."], null);
        }

        return parsed.UnmatchedTokens is not [var first, ..] ? null
            : first.Contains('=', StringComparison.Ordinal) && command.Options.Any(static o => o.Name == "--metadata") ? new([$"Set metadata with -m. Did you mean -m {first}?"], null)
            : new([$"'{first}' is one argument too many: {HelpText.Usage("couponsync", command, parsed.RootCommandResult.Command)}. Put a name with spaces in quotes."], null);
    }

    private static bool IsLong(string word) => Dashes.Contains(word[0]) && (word[0] != '-' || word[1] == '-');

    private static string? Nearest(string word, IEnumerable<string> known)
    {
        var letters = word.TrimStart(Dashes);
        var (nearest, distance) = known.Select(name => (name, Spelling.Distance(letters, name))).MinBy(static n => n.Item2);
        return distance == 0 || (letters.Length > 2 && distance <= Math.Max(1, nearest.Length / 4)) ? nearest
            : letters.Length > 2 ? known.FirstOrDefault(name => Spelling.IsBeginning(letters, name))
            : null;
    }

    private static string Propose(IEnumerable<string> words) => ShellWords.Join(words.Prepend("couponsync"));
}
