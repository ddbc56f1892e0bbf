using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace CouponSync.Tests.EndToEnd;

/// <summary>The program as a process of its own, as a scheduler starts it.</summary>
internal sealed class RealProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _error = new();
    private readonly Task<string> _output;

    private RealProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
    }

    /// <summary>The process's number.</summary>
    public int Id => _process.Id;

    /// <summary>Starts it.</summary>
    /// <param name="workingDirectory">Where.</param>
    /// <param name="arguments">The command line.</param>
    public static RealProcess Start(string workingDirectory, params IEnumerable<string> arguments) =>
        Start(new ProcessStartInfo("dotnet"), workingDirectory, arguments);

    /// <summary>Starts it so that no file can grow beyond a size, as if the disk were full then.</summary>
    /// <param name="kibibytes">The size.</param>
    /// <param name="workingDirectory">Where.</param>
    /// <param name="arguments">The command line.</param>
    public static RealProcess StartWithFileLimit(int kibibytes, string workingDirectory, params IEnumerable<string> arguments) =>
        StartInShell(string.Create(CultureInfo.InvariantCulture, $"ulimit -f {kibibytes}; exec \"$@\""), workingDirectory, arguments);

    /// <summary>Starts it from a shell, which has it as <c>"$@"</c>.</summary>
    /// <param name="script">The script.</param>
    /// <param name="workingDirectory">Where.</param>
    /// <param name="arguments">The command line.</param>
    public static RealProcess StartInShell(string script, string workingDirectory, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("/bin/bash", ["-c", script, "bash", "dotnet"]);
        // The runtime keeps its own code in a file in memory, for which a limit on files would count.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return Start(start, workingDirectory, arguments);
    }

    private static RealProcess Start(ProcessStartInfo start, string workingDirectory, IEnumerable<string> arguments)
    {
        start.WorkingDirectory = workingDirectory;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.RedirectStandardInput = true;
        start.UseShellExecute = false;
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "couponsync.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["STRIPE_API_KEY"] = Shop.TestKey;
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return new RealProcess(process);
    }

    /// <summary>Reads standard error up to a line that begins so.</summary>
    public Task<string> UntilAsync(string beginning) =>
        UntilAsync(line => line.StartsWith(beginning, StringComparison.Ordinal), $"{beginning}...");

    /// <summary>Reads standard error up to a line that has a text.</summary>
    public Task<string> UntilContainsAsync(string text) =>
        UntilAsync(line => line.Contains(text, StringComparison.Ordinal), $"...{text}...");

    /// <summary>Sends a signal.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Waits for its end.</summary>
    public async Task<(int ExitCode, string Out, string Error)> EndAsync()
    {
        _error.Append(await _process.StandardError.ReadToEndAsync());
        var output = await _output;
        await _process.WaitForExitAsync();
        return (_process.ExitCode, output, _error.ToString());
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
