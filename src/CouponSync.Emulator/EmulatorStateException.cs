using System.Diagnostics.CodeAnalysis;

namespace CouponSync.Emulator;

/// <summary>
/// The file an account is kept in cannot be read: it is damaged, of another version, a directory, or closed to this
/// user. The message names the file, the line where there is one, and what to do.
/// </summary>
[SuppressMessage("Design", "CA1032:Implement standard exception constructors", Justification = "Made by the emulator alone.")]
public sealed class EmulatorStateException : IOException
{
    internal EmulatorStateException(string place, string what, Exception? inner = null)
        : base($"{place}: {what} Restore the file, or move it away to start with a new account.", inner)
    {
    }
}
