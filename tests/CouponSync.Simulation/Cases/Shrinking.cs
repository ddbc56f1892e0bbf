namespace CouponSync.Simulation.Cases;

/// <summary>Takes away what a failure does not need.</summary>
internal static class Shrinking
{
    /// <summary>Finds a smaller case that fails, too.</summary>
    /// <param name="failing">A case that fails.</param>
    /// <returns>The smallest that was found.</returns>
    public static async Task<CaseSetting> ShrinkAsync(CaseSetting failing)
    {
        for (var isSmaller = true; isSmaller;)
        {
            isSmaller = false;
            foreach (var smaller in failing.Smaller())
            {
                if ((await SimulatedCase.RunAsync(smaller)).Failures.Count > 0)
                {
                    (failing, isSmaller) = (smaller, true);
                    break;
                }
            }
        }

        return failing;
    }
}
