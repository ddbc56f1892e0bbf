using System.CommandLine;

namespace CouponSync.Cli.Commands;

/// <summary>The arguments that more than one command has.</summary>
internal static class Arguments
{
    /// <summary>The input.</summary>
    public static Argument<string> File() => new("file") { Description = "The CSV file, may be .gz; - for standard input" };

    /// <summary>A coupon.</summary>
    public static Argument<string> CouponId() => new("id") { Description = "The coupon's id, exactly as Stripe has it" };
}
