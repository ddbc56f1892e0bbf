namespace CouponSync.Tests.EndToEnd;

/// <summary>A theory that needs a shell with <c>ulimit</c>.</summary>
internal sealed class SkippableByPlatformTheoryAttribute : TheoryAttribute
{
    public SkippableByPlatformTheoryAttribute()
    {
        if (!File.Exists("/bin/bash"))
        {
            Skip = "There is no bash here to set a limit on files with.";
        }
    }
}
