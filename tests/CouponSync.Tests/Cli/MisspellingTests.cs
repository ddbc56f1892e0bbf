using CouponSync.Tests.Support;

namespace CouponSync.Tests.Cli;

/// <summary>Whoever mistypes a command line is told what was most likely meant, and nothing is done.</summary>
public sealed class MisspellingTests
{
    [Theory]
    [InlineData("snyc coupons.csv", "Did you mean sync?", "sync coupons.csv")]
    [InlineData("SYNC coupons.csv", "Did you mean sync?", "sync coupons.csv")]
    [InlineData("snyc coupons.csv --dry-rum", "Did you mean sync?", "sync coupons.csv --dry-run")]
    [InlineData("synch", "Did you mean sync?", "sync FILE")]
    [InlineData("exprot -o x.csv", "Did you mean export?", "export -o x.csv")]
    [InlineData("coupons.csv", "Did you mean sync coupons.csv?", "sync coupons.csv")]
    [InlineData("--dry-run coupons.csv", "Did you mean sync coupons.csv?", "sync --dry-run coupons.csv")]
    [InlineData("-", "Did you mean sync -?", "sync -")]
    [InlineData("plan.jsonl", "Did you mean apply plan.jsonl?", "apply plan.jsonl")]
    [InlineData("2026-11-22T020000Z-7f3a", "Did you mean runs 2026-11-22T020000Z-7f3a?", "runs 2026-11-22T020000Z-7f3a")]
    [InlineData("diff coupons.csv", "Did you mean sync --dry-run?", "sync coupons.csv --dry-run")]
    [InlineData("plan", "Did you mean sync --dry-run?", "sync FILE --dry-run")]
    [InlineData("undo latest", "Did you mean revert?", "revert latest")]
    [InlineData("run", "Did you mean runs?", "runs")]
    [InlineData("hlep", "Did you mean help?", "help")]
    [InlineData("help snyc", "Did you mean sync?", "sync --help")]
    [InlineData("frobnicate coupons.csv", "There is no command frobnicate.", null)]
    [InlineData("sync coupons.csv --dry-rum", "There is no option --dry-rum. Did you mean --dry-run?", "sync coupons.csv --dry-run")]
    [InlineData("sync --dryrun coupons.csv", "Did you mean --dry-run?", "sync --dry-run coupons.csv")]
    [InlineData("sync --dryrun=true coupons.csv", "Did you mean --dry-run?", "sync --dry-run=true coupons.csv")]
    [InlineData("sync coupons.csv --dry_run", "Did you mean --dry-run?", "sync coupons.csv --dry-run")]
    [InlineData("sync coupons.csv -dry-run", "Did you mean --dry-run?", "sync coupons.csv --dry-run")]
    [InlineData("sync coupons.csv —dry-run", "Did you mean --dry-run?", "sync coupons.csv --dry-run")]
    [InlineData("sync coupons.csv --max-change 10%", "Did you mean --max-changes?", "sync coupons.csv --max-changes 10%")]
    [InlineData("sync coupons.csv --reprot=x.html --dry", "Did you mean --report?", "sync coupons.csv --report=x.html --dry-run")]
    [InlineData("--dry-run sync coupons.csv", "--dry-run belongs after the command.", "sync coupons.csv --dry-run")]
    [InlineData("sync coupons.csv --plan --dry-run", "--plan needs a value (<file>), and --dry-run is an option. If it is meant as the value, write --plan=--dry-run.", null)]
    [InlineData("update 25OFF -m --emulator", "--metadata needs a value (<key=value>), and --emulator is an option.", null)]
    [InlineData("sync --plan --dryrun coupons.csv", "Did you mean --dry-run?", null)]
    [InlineData("sync coupons.csv --plan --secret", "To give it as the value of --plan, write --plan=--secret.", null)]
    [InlineData("sync coupons.csv --file x", "There is no option --file. If it is not meant as an option, put -- before it.", null)]
    [InlineData("sync --frob", "There is no option --frob.", null)]
    [InlineData("sync -x", "There is no option -x.", null)]
    [InlineData("get --25OFF", "There is no option --25OFF.", null)]
    [InlineData("revert --7f3a", "There is no option --7f3a.", null)]
    [InlineData("runs --7f3a", "There is no option --7f3a.", null)]
    [InlineData("--versoin", "Did you mean --version?", "--version")]
    [InlineData("get 25OFF --live", "get has no option --live; sync, apply, revert, update and doctor have it.", null)]
    [InlineData("export --live", "export has no option --live", null)]
    [InlineData("check coupons.csv --dry-run", "check has no option --dry-run; sync, apply, revert and update have it.", null)]
    [InlineData("sync", "sync needs a <file>.", null)]
    [InlineData("apply", "apply needs a <plan>.", null)]
    [InlineData("sync my coupons.csv", "'coupons.csv' is one argument too many", null)]
    [InlineData("update 25OFF order_id=6735", "Did you mean -m order_id=6735?", null)]
    [InlineData("completion tcsh", "There is no completion for 'tcsh'; there is one for bash, zsh, fish and powershell.", null)]
    public async Task It_is_told_what_was_meant(string typed, string said, string? proposed)
    {
        using var world = World.With(coupons: 1);

        var run = await world.RunRawAsync(typed.Split(' '));

        run.ExitCode.Should().Be(4, run.Out);
        run.Out.Should().BeEmpty();
        run.Error.Should().Contain(said);
        var lines = run.Error.Split('\n');
        lines.Where(static l => l.StartsWith("  ", StringComparison.Ordinal)).Should().Equal(proposed is null ? [] : ["  couponsync " + proposed]);
        world.Emulator.Counters.Snapshot().Requests.Should().Be(0);
        world.Runs().Should().BeEmpty();
    }

    [Theory]
    [InlineData("sync coupons.csv -ny")]
    [InlineData("sync -n -- --dryrun.csv")]
    [InlineData("update C0 -m=-x=-5 --name=--x")]
    [InlineData("update C0 -m -x=5")]
    [InlineData("get -- --live")]
    public void What_is_meant_so_is_no_misspelling(string typed) =>
        CouponSync.Cli.Misspellings.Of(CouponSync.Cli.CommandLine.Root(World.NoHost).Parse(typed.Split(' ')), typed.Split(' ')).Should().BeNull();

    [Fact]
    public async Task What_is_proposed_is_quoted_and_no_secret_is_repeated()
    {
        using var world = World.With();

        var quoted = await world.RunRawAsync("sync", "my $HOME.csv", "--dryrun");
        var secret = await world.RunRawAsync("snyc", "coupons.csv", World.LiveKey);

        quoted.Error.Should().Contain("  couponsync sync 'my $HOME.csv' --dry-run\n");
        secret.Error.Should().NotContain(World.LiveKey).And.Contain("never give the key on the command line");
    }
}
