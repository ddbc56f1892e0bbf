using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace CouponSync.Tests.Support;

/// <summary>The program as a process of its own, as a scheduler starts it.</summary>
internal sealed class RealProcess : IDisposable
{
    private readonly World _world;
    private readonly Process _process;
    private readonly IReadOnlyList<string> _runsBefore;
    private readonly StringBuilder _error = new();
    private readonly Task<string> _output;

    private RealProcess(World world, ProcessStartInfo start, string input)
    {
        _world = world;
        _runsBefore = world.Runs();
        _process = Process.Start(start)!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _process.StandardInput.Write(input);
        _process.StandardInput.Close();
    }

    /// <summary>The program's file.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "couponsync.dll");

    /// <summary>The process's number.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Starts it.</summary>
    /// <param name="world">Its directory, its environment, its account.</param>
    /// <param name="start">What starts it; the program and its arguments are added.</param>
    /// <param name="arguments">The command line.</param>
    public static RealProcess Start(World world, ProcessStartInfo start, IEnumerable<string> arguments)
    {
        start.ArgumentList.Add(Program);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Start(world, start);
    }

    /// <summary>Starts a command line that has the program in it.</summary>
    /// <param name="world">Its directory, its environment, its account.</param>
    /// <param name="start">The command line.</param>
    /// <param name="input">Standard input.</param>
    public static RealProcess Start(World world, ProcessStartInfo start, string input = "")
    {
        start.WorkingDirectory = world.Directory;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.RedirectStandardInput = true;
        start.UseShellExecute = false;
        start.Environment.Remove("STRIPE_API_KEY");
        // The runtime keeps its own code in a file in memory, for which a limit on files would count; and it starts sooner without.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        foreach (var (name, value) in world.Variables)
        {
            start.Environment[name] = value;
        }

        return new RealProcess(world, start, input);
    }

    /// <summary>Reads standard error up to a line that begins so.</summary>
    public Task<string> UntilAsync(string beginning) =>
        UntilAsync(line => line.StartsWith(beginning, StringComparison.Ordinal), $"{beginning}...");

    /// <summary>Reads standard error up to a line that has a text.</summary>
    public Task<string> UntilContainsAsync(string text) =>
        UntilAsync(line => line.Contains(text, StringComparison.Ordinal), $"...{text}...");

    /// <summary>Waits until the account has carried out so many writes, or the process has ended.</summary>
    public async Task UntilWritesAsync(int count)
    {
        while (_world.Writes < count && !HasEnded)
        {
            await Task.Yield();
        }
    }

    /// <summary>Sends a signal.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Waits for its end. The outcome has no directory where others ran beside it.</summary>
    public async Task<RunOutcome> EndAsync()
    {
        _error.Append(await _process.StandardError.ReadToEndAsync());
        var output = await _output;
        await _process.WaitForExitAsync();
        var runs = _world.Runs().Except(_runsBefore).ToList();
        return new RunOutcome(_process.ExitCode, output, _error.ToString(), runs is [var run] ? run : null);
    }

    private async Task<string> UntilAsync(Func<string, bool> isWanted, string wanted)
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            _error.AppendLine(line);
            if (isWanted(line))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"The process ended without a line '{wanted}':\n{_error}\n{await _output}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
