namespace CouponSync.Tests.Support;

/// <summary>Campaigns are short in the normal suite; <c>TESTS_FULL_SIZE=1</c> runs them whole, for a machine with time to spare.</summary>
internal static class FullSize
{
    /// <summary>The variable.</summary>
    public const string Variable = "TESTS_FULL_SIZE";

    /// <summary>Whether it is asked for.</summary>
    public static bool IsAskedFor { get; } = Environment.GetEnvironmentVariable(Variable) is "1";

    /// <summary>How many: the first in the normal suite, the second in the full one.</summary>
    public static int Of(int normal, int full) => IsAskedFor ? full : normal;
}

/// <summary>A test of a size that only a machine with time to spare should run.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SkippableBySizeFactAttribute : FactAttribute
{
    /// <summary>Skips the test where it is not asked for.</summary>
    public SkippableBySizeFactAttribute() =>
        Skip = FullSize.IsAskedFor ? null : $"Full size; set {FullSize.Variable}=1 to run it.";
}
