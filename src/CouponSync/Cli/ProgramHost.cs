using CouponSync.Files;
using Microsoft.Win32.SafeHandles;

namespace CouponSync.Cli;

/// <summary>Everything a command takes from the process around it; tests give their own.</summary>
internal sealed record ProgramHost
{
    /// <summary>Where data goes.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Where everything else goes.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Why not everything got to <see cref="Out"/>; null while it did.</summary>
    public Exception? OutFailure => (Out as ConsoleWriter)?.Failure;

    /// <summary>Why not everything got to <see cref="Error"/>; null while it did.</summary>
    public Exception? ErrorFailure => (Error as ConsoleWriter)?.Failure;

    /// <summary>What the three streams lead to that the process was started with.</summary>
    public IReadOnlyList<FileTarget> Redirected { get; init; } = [];

    /// <summary>Opens a descriptor that the process was started with, for an output such as <c>/dev/fd/3</c>.</summary>
    public Func<int, Stream> OpenDescriptor { get; init; } =
        static number => new FileStream(new SafeFileHandle(number, ownsHandle: false), FileAccess.Write);

    /// <summary>Opens standard input as bytes, for an input of <c>-</c>.</summary>
    public required Func<Stream> OpenInput { get; init; }

    /// <summary>Reads one line of the answer to a question; null where there is no line any more.</summary>
    public required Func<Task<string?>> ReadAnswer { get; init; }

    /// <summary>Opens the controlling terminal, for a question while standard error is redirected; null when there is none.</summary>
    public Func<TextWriter?> OpenTerminal { get; init; } = static () => null;

    /// <summary>What the three streams are connected to.</summary>
    public TerminalFacts Terminal { get; init; } = new();

    /// <summary>The environment's variables.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Names runs and spreads retries.</summary>
    public required Random Random { get; init; }

    /// <summary>Makes the transport to Stripe; null for the network.</summary>
    public Func<HttpMessageHandler>? Transport { get; init; }

    /// <summary>Makes the transport to who is notified; null for the network.</summary>
    public Func<HttpMessageHandler>? NotifyTransport { get; init; }

    /// <summary>Looks up an environment variable.</summary>
    public string? Variable(string name) => Environment.GetValueOrDefault(name);

    /// <summary>Asks for an orderly stop.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>Asks to give up what is under way.</summary>
    public CancellationToken Abort { get; init; }
}

/// <summary>What the process's streams are connected to.</summary>
internal sealed record TerminalFacts
{
    /// <summary>Whether standard output is a terminal.</summary>
    public bool OutIsTerminal { get; init; }

    /// <summary>Whether standard error is a terminal.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Whether somebody can answer a question.</summary>
    public bool InputIsTerminal { get; init; }

    /// <summary>Whether what is a terminal carries out escape sequences, rather than show them.</summary>
    public bool KnowsEscapes { get; init; } = true;

    /// <summary>How many columns the terminal has; null when that is not known. It can be resized while the program runs.</summary>
    public int? Width
    {
        get => FindWidth();
        init => FindWidth = () => value;
    }

    /// <summary>Finds the width.</summary>
    public Func<int?> FindWidth { private get; init; } = static () => null;

    /// <summary>Whether nobody is there: a run without any terminal was started by a scheduler.</summary>
    public bool IsScheduled => !(InputIsTerminal || OutIsTerminal || ErrorIsTerminal);
}
