using CouponSync.Coupons;

namespace CouponSync.Input;

/// <summary>The input cannot be read any further. <see cref="CsvLoader"/> turns it into a problem of the result.</summary>
internal sealed class InvalidInputException : Exception
{
    /// <summary>An input that cannot be read further.</summary>
    /// <param name="problem">What is wrong, where, and what to do about it.</param>
    /// <param name="cause">The failure underneath, if there is one.</param>
    public InvalidInputException(Problem problem, Exception? cause = null)
        : base(problem.Message, cause) => Problem = problem;

    /// <summary>What is wrong, where, and what to do about it.</summary>
    public Problem Problem { get; }
}
