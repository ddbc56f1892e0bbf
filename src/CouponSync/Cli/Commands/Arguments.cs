using System.CommandLine;

namespace CouponSync.Cli.Commands;

/// <summary>The arguments that more than one command has.</summary>
internal static class Arguments
{
    /// <summary>The input.</summary>
    public static Argument<string> File() => new("file") { Description = "The CSV file, may be .gz; - for standard input" };

    /// <summary>The input, as messages call it.</summary>
    public static (string What, string Path) Named(string file) => (file == "-" ? "standard input" : $"the input '{file}'", file);

    /// <summary>A coupon.</summary>
    public static Argument<string> CouponId() => new("id") { Description = "The coupon's id, exactly as Stripe has it" };
}
