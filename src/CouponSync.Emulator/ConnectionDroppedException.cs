using System.Diagnostics.CodeAnalysis;

namespace CouponSync.Emulator;

/// <summary>The emulator dropped the connection instead of answering (a scripted fault).</summary>
[SuppressMessage("Design", "CA1032:Implement standard exception constructors", Justification = "Made by the emulator alone.")]
public sealed class ConnectionDroppedException : IOException
{
    internal ConnectionDroppedException(bool afterEffect)
        : base(afterEffect
            ? "The connection was closed before an answer arrived."
            : "The connection was closed before the request was read.") => AfterEffect = afterEffect;

    /// <summary>Whether the request had been carried out by then.</summary>
    public bool AfterEffect { get; }
}
