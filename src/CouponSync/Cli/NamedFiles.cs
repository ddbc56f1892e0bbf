using CouponSync.Files;
using CouponSync.Settings;
using CouponSync.Text;

namespace CouponSync.Cli;

/// <summary>
/// The files that a command line and its settings name. What is read is never written over, and two outputs are never the
/// same file, whatever they are called; to be found out before anything is read.
/// </summary>
/// <param name="host">The process around it.</param>
internal sealed class NamedFiles(ProgramHost host) : IDisposable
{
    // Under the state directory, the program's own.
    private static readonly string[] Kept = ["runs", "snapshots", "lock", "locks", "inputs", "emulator", "accounts.json"];

    private readonly List<(string What, FileTarget File)> _inputs = [];
    private readonly List<(string Option, OutputFile Output)> _outputs = [];
    private string? _stateDirectory;
    private string? _logDirectory;

    /// <summary>Notes what every command reads, and what it keeps for itself.</summary>
    /// <param name="settings">The settings.</param>
    public void Reads(SyncSettings settings)
    {
        foreach (var file in settings.Files)
        {
            Reads($"the settings file '{file}'", file);
        }

        if (!string.IsNullOrWhiteSpace(settings.Stripe.ApiKeyFile))
        {
            Reads($"the key file '{settings.Stripe.ApiKeyFile}'", settings.Stripe.ApiKeyFile);
        }

        if (!string.IsNullOrWhiteSpace(settings.Notify.AuthorizationFile))
        {
            Reads($"the file '{settings.Notify.AuthorizationFile}' (Notify:AuthorizationFile)", settings.Notify.AuthorizationFile);
        }

        _stateDirectory = settings.State.Directory;
        _logDirectory = settings.Log.Enabled ? settings.Log.Directory : null;
    }

    /// <summary>Notes an input.</summary>
    /// <param name="what">What it is, such as <c>the input 'a.csv'</c>.</param>
    /// <param name="path">Where it is; <c>-</c> for standard input.</param>
    /// <exception cref="SettingsException">Standard output or error would be written into it.</exception>
    public void Reads(string what, string path)
    {
        if (path.Length == 0 || Find(path) is not { } input)
        {
            return;
        }

        foreach (var stream in host.Redirected.Where(s => s.Descriptor != 0 && s.Kind == FileKind.File && s.IsSameAs(input)))
        {
            throw new SettingsException($"Standard {(stream.Descriptor == 1 ? "output" : "error")} goes to {what}; redirect it elsewhere.");
        }

        _inputs.Add((what, input));
    }

    /// <summary>Notes an output.</summary>
    /// <param name="option">The option, or the setting, that names it.</param>
    /// <param name="path">As the user gave it.</param>
    /// <param name="readers">Who can read a file there.</param>
    /// <exception cref="SettingsException">Nothing may be written there.</exception>
    public OutputFile Writes(string option, string path, FileReaders readers = FileReaders.Owner)
    {
        var output = Attempt(option, () => OutputFile.At(path, readers));
        if (output.Target.Kind is not FileKind.Device && Conflict(output) is { } conflict)
        {
            throw new SettingsException($"{option}: {VisibleText.Quote(path)} is {conflict}. Name another file.");
        }

        _outputs.Add((option, output));
        return output;
    }

    /// <summary>Makes sure that all outputs can be written.</summary>
    /// <exception cref="SettingsException">One cannot.</exception>
    public async Task OpenAsync()
    {
        foreach (var (option, output) in _outputs)
        {
            if (!output.IsFile && _outputs.TakeWhile(o => o.Output != output).FirstOrDefault(o => o.Output.Target.IsSameAs(output.Target)).Output is { } open)
            {
                output.Share(open);
                continue;
            }

            try
            {
                await output.OpenAsync(host.OpenDescriptor, host.Time, host.Stop);
            }
            catch (Exception e) when (StorageFailure.Is(e))
            {
                throw Refused(option, e);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, output) in _outputs)
        {
            output.Dispose();
        }
    }

    private string? Conflict(OutputFile output)
    {
        var target = output.Target;
        if (_inputs.Find(i => i.File.IsSameAs(target)) is { What: { } input })
        {
            return input + ", which is read";
        }

        if (!output.IsFile)
        {
            return null;
        }

        if (_outputs.Find(o => o.Output.Target.IsSameAs(target)) is { Option: { } other, Output: var named })
        {
            return $"also what {other} {VisibleText.Quote(named.Name)} names";
        }

        if (host.Redirected.FirstOrDefault(s => s.Descriptor != 0 && s.IsSameAs(target)) is { } stream)
        {
            return $"where standard {(stream.Descriptor == 1 ? "output" : "error")} goes";
        }

        return _stateDirectory is { } state && Kept.Any(name => target.IsWithin(Path.Combine(state, name)))
            ? $"among the files that runs keep in '{state}' (State:Directory)"
            : _logDirectory is { } log && Logging.IsLogFile(target.Path) && target.IsWithin(log)
                ? $"a file of the log in '{log}' (Log:Directory)"
                : null;
    }

    private FileTarget? Find(string path)
    {
        try
        {
            return path == "-" ? host.Redirected.FirstOrDefault(static s => s.Descriptor == 0) : FileTarget.Of(path);
        }
        catch (IOException)
        {
            // A link that leads nowhere is for whoever reads it to complain about.
            return null;
        }
    }

    private static OutputFile Attempt(string option, Func<OutputFile> look)
    {
        try
        {
            return look();
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            throw Refused(option, e);
        }
    }

    private static SettingsException Refused(string option, Exception e) => new($"{option}: {VisibleText.Escape(StorageFailure.Reason(e))}.");
}
