namespace CouponSync.Tests.EndToEnd;

/// <summary>A test of a size that only a machine with time to spare should run: set <c>TESTS_FULL_SIZE=1</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SkippableBySizeFactAttribute : FactAttribute
{
    private const string Variable = "TESTS_FULL_SIZE";

    /// <summary>Skips the test where the variable is not set.</summary>
    public SkippableBySizeFactAttribute() =>
        Skip = Environment.GetEnvironmentVariable(Variable) is "1" ? null : $"Full size; set {Variable}=1 to run it.";
}
