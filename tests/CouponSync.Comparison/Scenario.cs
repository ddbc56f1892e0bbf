using System.Text;
using CouponSync.Emulator;

namespace CouponSync.Comparison;

/// <summary>What both programs go through: an account, and what happens one after the other.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Seed">Fills the account.</param>
/// <param name="Steps">What happens.</param>
internal sealed record Scenario(string Name, Action<StripeEmulator> Seed, params IReadOnlyList<Step> Steps)
{
    /// <summary>What kind of account it is.</summary>
    public EmulatorOptions Account { get; init; } = new();

    /// <summary>Plays it with both programs and compares.</summary>
    /// <param name="programs">The programs.</param>
    /// <param name="directory">Where the runs may leave what they leave.</param>
    public async Task<IReadOnlyList<Difference>> CompareAsync(Programs programs, string directory)
    {
        // Both clocks begin at the same instant, and the directories' names are equally long: neither may tell them apart.
        var start = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        var place = Path.Combine(directory, string.Concat(Name.Select(static c => char.IsAsciiLetterOrDigit(c) ? c : '-')));
        var sides = await Task.WhenAll(
            Side.PlayAsync(this, programs.Base, Path.Combine(place, "base"), start),
            Side.PlayAsync(this, programs.Present, Path.Combine(place, "here"), start));
        return Difference.Find(Name, sides[0], sides[1]);
    }
}

/// <summary>Something that happens to a side.</summary>
/// <param name="Label">What it is called in the report.</param>
/// <param name="Play">Lets it happen.</param>
internal sealed record Step(string Label, Func<Side, Task> Play)
{
    /// <summary>Runs a command line; see <see cref="Side.Expand"/> for what is replaced in it.</summary>
    /// <param name="line">The command line; words in single quotes may hold spaces.</param>
    /// <param name="input">Standard input.</param>
    public static Step Run(string line, byte[]? input = null) => new(line, side => side.RunAsync(line, input));

    /// <summary>Runs a command line until a fault has hit, does something, and sends a signal.</summary>
    /// <param name="signal">TERM or KILL.</param>
    /// <param name="fault">The fault; it holds what is under way until the signal is there.</param>
    /// <param name="line">The command line.</param>
    /// <param name="meanwhile">What happens before the signal.</param>
    public static Step Signal(string signal, string fault, string line, params IReadOnlyList<Step> meanwhile) =>
        new($"{line} (SIG{signal})", side => side.RunAsync(line, null, new Interruption(signal, FaultRule.Parse(fault), meanwhile)));

    /// <summary>Writes a file.</summary>
    public static Step File(string name, string text) => File(name, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes a file.</summary>
    public static Step File(string name, byte[] content) => Do($"file {name}", side => side.Write(name, content));

    /// <summary>Changes a file.</summary>
    public static Step Edit(string name, Func<string, string> how) =>
        Do($"edit {name}", side => side.Write(name, Encoding.UTF8.GetBytes(how(System.IO.File.ReadAllText(side.PathOf(name))))));

    /// <summary>Does what another client does.</summary>
    public static Step Elsewhere(Action<StripeEmulator> change) => Do("elsewhere", side => change(side.Emulator));

    /// <summary>Sets a metadata key as another client would.</summary>
    public static Step Elsewhere(string id, string key, string value) =>
        Elsewhere(account => account.UpdateMetadata(id, [KeyValuePair.Create(key, value)]));

    /// <summary>Lets requests go wrong from here on; without rules none do any more.</summary>
    public static Step Fault(params IReadOnlyList<string> rules) => Do($"faults {string.Join(", ", rules)}", side =>
    {
        side.Emulator.Faults.Clear();
        foreach (var rule in rules)
        {
            side.Emulator.Faults.Add(rule);
        }
    });

    /// <summary>Lets time go by for Stripe.</summary>
    public static Step Later(TimeSpan time) => Do($"{time} later", side => side.Clock.Advance(time));

    /// <summary>Sets an environment variable from here on; null removes it.</summary>
    public static Step Variable(string name, string? value) => Do($"{name}={value}", side => side.Variables[name] = value);

    private static Step Do(string label, Action<Side> play) => new(label, side =>
    {
        play(side);
        return Task.CompletedTask;
    });
}

/// <summary>How a command is interrupted.</summary>
/// <param name="Signal">TERM or KILL.</param>
/// <param name="Fault">The fault that must have hit.</param>
/// <param name="Meanwhile">What happens before the signal.</param>
internal sealed record Interruption(string Signal, FaultRule Fault, IReadOnlyList<Step> Meanwhile);

/// <summary>
/// Stripe's clock: every look at it takes a second, so that no two things happen in the same second and what depends on
/// that is the same in every run.
/// </summary>
internal sealed class SteadyClock(DateTimeOffset start) : TimeProvider
{
    private long _seconds;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => start.AddSeconds(Interlocked.Increment(ref _seconds));

    /// <summary>Lets time go by.</summary>
    public void Advance(TimeSpan time) => Interlocked.Add(ref _seconds, (long)time.TotalSeconds);
}
