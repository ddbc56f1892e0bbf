using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary><c>check</c>, as people read it.</summary>
public sealed class CheckTests : IDisposable
{
    private readonly World _world = World.With();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData("2031-11-01", "", 0)]
    [InlineData("2033-01-01", "", 3)]
    [InlineData("2033-01-01", "2018-01-22T23:13:03Z", 0)]
    public async Task A_date_that_no_new_coupon_can_have_is_refused_unless_the_coupon_is_there(string date, string created, int exitCode)
    {
        using var world = World.With();

        var run = await world.RunAsync("check", world.Write("coupons.csv", $"id,percent_off,duration,redeem_by,created\nA,10,once,{date},{created}\n"));

        run.ExitCode.Should().Be(exitCode, run.Out);
        run.Out.Contains("error: redeem_by:", StringComparison.Ordinal).Should().Be(exitCode == 3);
    }

    [Theory]
    [InlineData("id,metadata[a]\nA,1\n", 0, "is valid: 1 row, 1 metadata column, 0 warnings.")]
    [InlineData("id,metadata[a],metadata[b]\nA,1 ,2\nB,1,2\n", 0, "is valid: 2 rows, 2 metadata columns, 1 warning.")]
    [InlineData("id,metadata[a]\nB\n", 3, "is not valid: 1 error, 0 warnings; 0 of 1 row is valid.")]
    [InlineData("id,metadata[a]\nA,1\nB\n", 3, "is not valid: 1 error, 0 warnings; 1 of 2 rows is valid.")]
    [InlineData("id,percent_off\nA,x\nB,y\nC,5\nD,5\n", 3, "is not valid: 2 errors, 0 warnings; 2 of 4 rows are valid.")]
    [InlineData("id,color\nA,red\n", 3, "is not valid: 1 error, 0 warnings.")]
    public async Task The_last_line_counts_in_words_that_fit(string text, int exitCode, string expected)
    {
        var file = _world.Write("a.csv", text);

        var run = await _world.RunAsync("check", file);

        run.ExitCode.Should().Be(exitCode);
        run.Out.TrimEnd().Split('\n')[^1].TrimEnd().Should().Be($"{file} {expected}");
    }
}
