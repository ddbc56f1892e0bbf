using System.CommandLine;
using System.CommandLine.Completions;
using CouponSync.Cli.Help;
using CouponSync.Files;
using CouponSync.History;
using CouponSync.Settings;

namespace CouponSync.Cli;

/// <summary>What can stand at a place of a command line. The scripts of <c>couponsync completion</c> ask for it by
/// <c>couponsync __complete -- WORD...</c>, so that they need not know the commands.</summary>
/// <param name="root">All commands.</param>
/// <param name="environment">The environment's variables, for the place of the runs.</param>
internal sealed class Completion(Command root, IReadOnlyDictionary<string, string> environment)
{
    /// <summary>In place of a word: any file.</summary>
    public const string AnyFile = ":file";

    /// <summary>In place of a word: any directory.</summary>
    public const string AnyDirectory = ":directory";

    /// <summary>Finds the words.</summary>
    /// <param name="words">What stands behind the program's name; the last is the one to complete, and may be empty. Bash makes
    /// three words of <c>--plan=x</c>.</param>
    /// <returns>A word each, with a tab and a description behind it where there is one; or <see cref="AnyFile"/>,
    /// <see cref="AnyDirectory"/>.</returns>
    public IEnumerable<string> Of(IReadOnlyList<string> words)
    {
        var current = words.Count > 0 ? words[^1] : "";
        var before = words.SkipLast(1).ToList();
        if (current == "=")
        {
            (current, before) = ("", [.. before, "="]);
        }

        if (before is [.., "="])
        {
            before.RemoveAt(before.Count - 1);
        }

        var command = before.Select(word => root.Subcommands.FirstOrDefault(c => c.Name == word)).FirstOrDefault(static c => c is not null);
        return command is null
            ? Beginning(current, current.StartsWith('-') ? Options(root)
                : [.. root.Subcommands.Where(static c => !c.Hidden).Select(Described), "help\tShow the help of a command", "version\tShow the version"])
            : Of(command, before.SkipWhile(word => word != command.Name).Skip(1).ToList(), current, words);
    }

    private IEnumerable<string> Of(Command command, List<string> before, string current, IReadOnlyList<string> words)
    {
        var isOver = before.Contains("--");
        if (!isOver && before.Count > 0 && Taking(command, before[^1]) is { } option)
        {
            return Beginning(current, Values(option.HelpName, option.GetCompletions(CompletionContext.Empty), words));
        }

        if (!isOver && current.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals && Taking(command, current[..equals]) is { } attached)
        {
            var prefix = current[..(equals + 1)];
            return Beginning(current, Values(attached.HelpName, attached.GetCompletions(CompletionContext.Empty), words)
                .Select(value => value.StartsWith(':') ? value : prefix + value));
        }

        if (!isOver && current.StartsWith('-'))
        {
            return Beginning(current, Options(command));
        }

        var given = before.Where((word, i) => word != "--" && !word.StartsWith('-') && (i == 0 || Taking(command, before[i - 1]) is null)).Count();
        return given < command.Arguments.Count
            ? Beginning(current, Values(command.Arguments[given].Name, command.Arguments[given].GetCompletions(CompletionContext.Empty), words))
            : [];
    }

    private IEnumerable<string> Values(string? kind, IEnumerable<CompletionItem> listed, IReadOnlyList<string> words) => kind switch
    {
        "file" => [AnyFile],
        "dir" => [AnyDirectory],
        "run" => RunIds(words),
        "plan" => [.. RunIds(words), AnyFile],
        _ => listed.Select(static item => item.Label),
    };

    private IEnumerable<string> RunIds(IReadOnlyList<string> words)
    {
        try
        {
            var directory = RawArguments.Value(words, "--state-dir")
                ?? SettingsReader.Read<StateSettings>(SettingSources.Load(RawArguments.Value(words, "--config"), [], environment), "State").Directory;
            var ids = new RunCatalog(directory).Ids();
            return ids.Count > 0 ? [RunCatalog.Latest, .. ids] : [];
        }
        catch (Exception e) when (e is SettingsException || StorageFailure.Is(e))
        {
            // Whoever runs the command is told.
            return [];
        }
    }

    private Option? Taking(Command command, string word) => HelpText.OptionsOf(command, root)
        .FirstOrDefault(o => o.HelpName is not null && (o.Name == word || o.Aliases.Contains(word)));

    private IEnumerable<string> Options(Command command) => HelpText.OptionsOf(command, root).Select(Described);

    private static string Described(Symbol symbol) => $"{symbol.Name}\t{symbol.Description}";

    private static IEnumerable<string> Beginning(string text, IEnumerable<string> words) =>
        words.Where(word => word.StartsWith(':') || word.StartsWith(text, StringComparison.Ordinal));
}
