using CouponSync.Tests.Reporting;

namespace CouponSync.Tests.House.Documentation;

/// <summary>A block of code on a page.</summary>
/// <param name="Language">What the fence says it is; empty for none, and for a block that is indented.</param>
/// <param name="FileName">The file that the block is to be saved as, which stands after the language; null for none.</param>
/// <param name="Lines">Its lines, without what all of them are indented by.</param>
internal sealed record CodeBlock(string Language, string? FileName, IReadOnlyList<string> Lines)
{
    /// <summary>Its text.</summary>
    public string Text => string.Concat(Lines.Select(static l => l + "\n"));

    /// <summary>The commands in it, with what it shows of their output.</summary>
    public IEnumerable<DocumentedCommand> Commands()
    {
        var hasPrompts = Lines.Any(static l => l.StartsWith("$ ", StringComparison.Ordinal));
        if (!hasPrompts && (FileName is not null || !(Language is "sh" or "powershell" or "bat" || Lines[0].StartsWith("couponsync ", StringComparison.Ordinal))))
        {
            yield break;
        }

        var lines = new Queue<string>(hasPrompts ? Lines : Lines.Where(static l => l.Length > 0 && l[0] != '#').Select(static l => "$ " + l));
        while (lines.TryDequeue(out var line))
        {
            line.Should().StartWith("$ ", "each block begins with a command");
            while (line.EndsWith('\\'))
            {
                line = line[..^1] + lines.Dequeue()["$ ".Length..].TrimStart();
            }

            var output = new List<string>();
            while (lines.TryPeek(out var next) && !next.StartsWith("$ ", StringComparison.Ordinal))
            {
                output.Add(lines.Dequeue());
            }

            yield return new DocumentedCommand(line[2..], hasPrompts ? output : null);
        }
    }
}

/// <summary>A command on a page.</summary>
/// <param name="Line">As it is typed.</param>
/// <param name="Output">What the page shows of its output; null where it shows none.</param>
internal sealed record DocumentedCommand(string Line, IReadOnlyList<string>? Output);

/// <summary>The README, or a page of <c>docs/</c>.</summary>
/// <param name="Name">Its path in the repository.</param>
/// <param name="Text">Its text.</param>
internal sealed record DocumentedPage(string Name, string Text)
{
    private const string Fence = "```";

    /// <summary>All there are.</summary>
    public static IReadOnlyList<DocumentedPage> All { get; } =
    [
        .. Directory.GetFiles(RepositoryFiles.PathOf("docs"), "*.md").Select(static f => "docs/" + Path.GetFileName(f))
            .Prepend("README.md").Order(StringComparer.Ordinal).Select(Read),
    ];

    /// <summary>Its blocks of code, between fences or indented by four.</summary>
    public IEnumerable<CodeBlock> Blocks()
    {
        var lines = new Queue<string>(Text.Split('\n'));
        var isAfterBlank = true;
        while (lines.TryDequeue(out var line))
        {
            if (line.TrimStart().StartsWith(Fence, StringComparison.Ordinal))
            {
                var info = line.Trim()[Fence.Length..].Split(' ', 2);
                yield return new CodeBlock(info[0], info.ElementAtOrDefault(1), Dedented(lines.DequeueWhile(static l => l.Trim() != Fence)));
                lines.Dequeue();
            }
            else if (isAfterBlank && line.StartsWith("    ", StringComparison.Ordinal))
            {
                var indented = lines.DequeueWhile(static l => l.Length == 0 || l.StartsWith("    ", StringComparison.Ordinal)).Prepend(line).ToList();
                yield return new CodeBlock("", null, Dedented(indented.GetRange(0, indented.FindLastIndex(static l => l.Length > 0) + 1)));
            }

            isAfterBlank = line.Length == 0;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static DocumentedPage Read(string name) =>
        new(name, File.ReadAllText(RepositoryFiles.PathOf(name.Split('/'))).ReplaceLineEndings("\n"));

    private static List<string> Dedented(IReadOnlyCollection<string> lines)
    {
        var indent = lines.Where(static l => l.Length > 0).Min(static l => l.Length - l.TrimStart().Length);
        return [.. lines.Select(l => l.Length == 0 ? l : l[indent..])];
    }
}

/// <summary>Takes lines as long as they belong together.</summary>
internal static class LineQueue
{
    /// <summary>Takes the lines up to the first that does not fit.</summary>
    public static List<string> DequeueWhile(this Queue<string> lines, Func<string, bool> fits)
    {
        var taken = new List<string>();
        while (lines.TryPeek(out var next) && fits(next))
        {
            taken.Add(lines.Dequeue());
        }

        return taken;
    }
}
