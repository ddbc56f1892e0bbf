using CouponSync.Simulation.Cases;

namespace CouponSync.Simulation;

/// <summary>Thrown where the process would be gone. What the files were at that moment has been saved before.</summary>
internal sealed class SimulatedKillException() : Exception("The process was killed here.");

/// <summary>
/// Kills the program at a request: the state directory is copied as it is on disk at that moment, with all that the
/// process has not handed to the operating system yet missing, and put back once the program has unwound.
/// </summary>
/// <param name="stateDirectory">The state directory.</param>
internal sealed class SimulatedKill(string stateDirectory)
{
    private readonly string _copy = stateDirectory + ".killed";
    private int? _momentsLeft;

    /// <summary>Whether the process is dead.</summary>
    public bool IsDead { get; private set; }

    /// <summary>Lets the process live for so many moments; null for as long as it likes.</summary>
    public void Arm(int? moments)
    {
        _momentsLeft = moments;
        IsDead = false;
    }

    /// <summary>Called with every request, before and after it takes effect.</summary>
    /// <exception cref="SimulatedKillException">This is where the process dies.</exception>
    public void Pass()
    {
        Tick();
        ThrowIfDead();
    }

    /// <summary>Called where the process may die without being told: it goes on, for nothing, until it asks for something.</summary>
    public void Tick()
    {
        if (!IsDead && _momentsLeft is { } left)
        {
            _momentsLeft = left - 1;
            if (left == 0)
            {
                IsDead = true;
                // What a dead process could not have written is of no interest.
                SmallDisk.Fill(null);
                CopyFiles(stateDirectory, _copy);
            }
        }
    }

    /// <summary>Goes no further with a dead process.</summary>
    /// <exception cref="SimulatedKillException">It is dead.</exception>
    public void ThrowIfDead()
    {
        if (IsDead)
        {
            throw new SimulatedKillException();
        }
    }

    /// <summary>Puts the files back as the dead process left them.</summary>
    public void Bury()
    {
        if (Directory.Exists(stateDirectory))
        {
            Directory.Delete(stateDirectory, recursive: true);
        }

        Directory.Move(_copy, stateDirectory);
        Arm(null);
    }

    private static void CopyFiles(string from, string to)
    {
        Directory.CreateDirectory(to);
        if (!Directory.Exists(from))
        {
            return;
        }

        foreach (var directory in Directory.GetDirectories(from))
        {
            CopyFiles(directory, Path.Combine(to, Path.GetFileName(directory)));
        }

        foreach (var file in Directory.GetFiles(from))
        {
            // A lock goes with its process, and so do files that are deleted when they are closed.
            if (Path.GetExtension(file) is ".lock" or ".tmp")
            {
                continue;
            }

            using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var target = File.Create(Path.Combine(to, Path.GetFileName(file)));
            source.CopyTo(target);
        }
    }
}
