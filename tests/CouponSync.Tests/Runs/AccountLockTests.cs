using CouponSync.Runs;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.Runs;

public sealed class AccountLockTests : IDisposable
{
    private static readonly TimeSpan StaleAfter = TimeSpan.FromMinutes(2);

    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTimeProvider _clock = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_second_run_is_told_run_process_and_host_of_the_owner()
    {
        using var held = await TakeAsync("run-a");

        var second = () => TakeAsync("run-b");

        (await second.Should().ThrowAsync<RunLockedException>())
            .WithMessage($"*run run-a, process {Environment.ProcessId} on {Environment.MachineName}, since *");
    }

    [Fact]
    public async Task A_lock_that_was_given_back_is_free()
    {
        (await TakeAsync("run-a")).Dispose();

        using var taken = await TakeAsync("run-b");

        LockOwner.Read(OwnerPath)!.Run.Should().Be("run-b");
    }

    [Fact]
    public async Task The_other_mode_of_the_account_is_another_lock()
    {
        using var held = await TakeAsync("run-a");

        var live = () => AccountLock.TakeAsync(
            Request("run-b") with { Livemode = true }, _clock, Serilog.Core.Logger.None, CancellationToken.None);

        (await live.Should().NotThrowAsync()).Subject.Dispose();
    }

    [Fact]
    public async Task A_owner_on_this_host_without_the_lock_is_dead_and_taken_over()
    {
        Owner().Write(OwnerPath);

        using var taken = await TakeAsync("run-b");

        LockOwner.Read(OwnerPath)!.Run.Should().Be("run-b");
    }

    [Fact]
    public async Task A_owner_with_the_mark_that_earlier_versions_wrote_is_read()
    {
        File.WriteAllText(
            LockFile("acct_1-test.owner"),
            """{"run":"run-x","process":1,"mark":"3b7c/12","host":"elsewhere","since":"1970-01-01T00:00:00+00:00","heartbeat":"1970-01-01T00:00:00+00:00"}""");

        var owner = LockOwner.Read(OwnerPath);
        using var taken = await _clock.RunAsync(() => TakeAsync("run-b"));

        owner!.ToString().Should().Contain("run run-x, process 1 on elsewhere");
    }

    [Fact]
    public async Task A_owner_on_another_host_keeps_the_lock_until_it_is_silent_for_too_long()
    {
        Owner("elsewhere").Write(OwnerPath);
        var take = () => _clock.RunAsync(() => TakeAsync("run-b"));

        await take.Should().ThrowAsync<RunLockedException>();
        _clock.Advance(StaleAfter - TimeSpan.FromSeconds(1));
        await take.Should().ThrowAsync<RunLockedException>();
        _clock.Advance(TimeSpan.FromSeconds(1));
        using var taken = await take();

        LockOwner.Read(OwnerPath)!.Run.Should().Be("run-b");
    }

    [Fact]
    public async Task A_clock_that_is_ahead_is_no_proof_of_life()
    {
        (Owner("elsewhere") with { Heartbeat = _clock.GetUtcNow() + StaleAfter }).Write(OwnerPath);

        using var taken = await _clock.RunAsync(() => TakeAsync("run-b"));

        LockOwner.Read(OwnerPath)!.Run.Should().Be("run-b");
    }

    [Fact]
    public async Task Of_two_that_take_over_at_once_the_one_whose_name_stands_there_has_it()
    {
        Owner("elsewhere").Write(OwnerPath);
        _clock.Advance(StaleAfter);
        using var timer = _clock.CreateTimer(
            _ => (Owner("a third machine") with { Run = "run-c", Heartbeat = _clock.GetUtcNow() }).Write(OwnerPath), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);

        var take = () => _clock.RunAsync(() => TakeAsync("run-b"));

        (await take.Should().ThrowAsync<RunLockedException>()).WithMessage("*run run-c*");
        LockOwner.Read(OwnerPath)!.Run.Should().Be("run-c");
    }

    [Fact]
    public async Task A_run_leaves_the_name_of_whoever_took_its_lock_over()
    {
        using (await TakeAsync("run-a"))
        {
            (Owner("elsewhere") with { Run = "run-b" }).Write(OwnerPath);
        }

        LockOwner.Read(OwnerPath)!.Run.Should().Be("run-b");
    }

    [Fact]
    public async Task The_heartbeat_keeps_a_lock_from_being_stale()
    {
        using var held = await TakeAsync("run-a");

        _clock.Advance(TimeSpan.FromHours(1));

        (_clock.GetUtcNow() - LockOwner.Read(OwnerPath)!.Heartbeat).Should().BeLessThan(StaleAfter / 4);
    }

    [Fact]
    public async Task A_run_whose_lock_was_taken_over_learns_it()
    {
        using var held = await TakeAsync("run-a");
        Owner("elsewhere").Write(OwnerPath);

        _clock.Advance(StaleAfter);

        held.Lost.IsCancellationRequested.Should().BeTrue();
    }

    [Fact]
    public async Task Waiting_ends_when_the_lock_is_free()
    {
        using var held = await TakeAsync("run-a");
        using var timer = _clock.CreateTimer(_ => held.Dispose(), null, TimeSpan.FromMinutes(3), Timeout.InfiniteTimeSpan);
        LockOwner? waitedFor = null;

        using var taken = await _clock.RunAsync(() => AccountLock.TakeAsync(
            Request("run-b") with { Wait = TimeSpan.FromMinutes(10), Waiting = h => waitedFor = h },
            _clock,
            Serilog.Core.Logger.None,
            CancellationToken.None));

        waitedFor!.Run.Should().Be("run-a");
        _clock.Elapsed.Should().BeCloseTo(TimeSpan.FromMinutes(3), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Waiting_in_vain_names_the_owner()
    {
        using var held = await TakeAsync("run-a");

        var wait = () => _clock.RunAsync(() => AccountLock.TakeAsync(
            Request("run-b") with { Wait = TimeSpan.FromSeconds(5) }, _clock, Serilog.Core.Logger.None, CancellationToken.None));

        (await wait.Should().ThrowAsync<RunLockedException>()).WithMessage("*run run-a, process*waited 5 s*");
        _clock.Elapsed.Should().Be(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_run_holds_an_account_as_long_as_it_has_the_lock_whatever_it_left_behind()
    {
        using (await TakeAsync("run-a"))
        {
            AccountLock.IsHeldBy("run-a", _directory.Path).Should().BeTrue();
            AccountLock.IsHeldBy("run-b", _directory.Path).Should().BeFalse();
        }

        Owner().Write(OwnerPath);
        AccountLock.IsHeldBy("run-x", _directory.Path).Should().BeFalse("it was killed");
        Owner("elsewhere").Write(OwnerPath);
        AccountLock.IsHeldBy("run-x", _directory.Path).Should().BeTrue("whether it goes on cannot be seen from here");
    }

    [Theory]
    [InlineData("key-1", "acct_1")]
    [InlineData("acct_1", "key-1")]
    [InlineData("key-1", "key-2")]
    public async Task A_run_that_does_not_know_its_account_works_alone_in_its_mode(string first, string second)
    {
        using var held = await TakeAsync("run-a", first);
        var take = () => TakeAsync("run-b", second);

        (await take.Should().ThrowAsync<RunLockedException>())
            .WithMessage($"*may work on the same account as {second}-test: run run-a, process*give each shop its own (--state-dir)*");
        using (await TakeAsync("run-c", second, livemode: true))
        {
        }

        held.Dispose();
        using var taken = await take();
        taken.Id.Should().Be(second);
    }

    [Theory]
    [InlineData("key-1", "acct_1")]
    [InlineData("acct_1", "key-1")]
    public async Task A_run_that_does_not_know_its_account_works_alone_on_a_shared_volume_too(string first, string second)
    {
        Owner("elsewhere").Write(LockFile($"{first}-test.owner"));
        var take = () => TakeAsync("run-b", second);

        (await take.Should().ThrowAsync<RunLockedException>()).WithMessage("*run run-x, process 1 on elsewhere*--state-dir*");
        _clock.Advance(StaleAfter);
        using var taken = await take();

        taken.Id.Should().Be(second);
    }

    [Fact]
    public async Task Runs_that_know_their_accounts_work_side_by_side()
    {
        using var first = await TakeAsync("run-a");
        using var second = await TakeAsync("run-b", "acct_2");

        second.Id.Should().Be("acct_2");
    }

    private string OwnerPath => LockFile("acct_1-test.owner");

    private string LockFile(string name)
    {
        Directory.CreateDirectory(_directory.File("locks"));
        return Path.Combine(_directory.File("locks"), name);
    }

    private AccountLockRequest Request(string run) => new()
    {
        StateDirectory = _directory.Path,
        Account = "acct_1",
        Livemode = false,
        ApiBase = "https://api.stripe.com",
        RunId = run,
        StartedAt = _clock.GetUtcNow(),
        StaleAfter = StaleAfter,
    };

    private LockOwner Owner(string? host = null) => new()
    {
        Run = "run-x",
        Process = 1,
        Host = host ?? Environment.MachineName,
        Since = _clock.GetUtcNow(),
        Heartbeat = _clock.GetUtcNow(),
    };

    private Task<AccountLock> TakeAsync(string run, string account = "acct_1", bool livemode = false) => AccountLock.TakeAsync(
        Request(run) with { Account = account, Livemode = livemode }, _clock, Serilog.Core.Logger.None, CancellationToken.None);
}
