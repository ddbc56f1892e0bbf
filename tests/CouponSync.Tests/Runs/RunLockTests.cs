using CouponSync.Runs;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.Runs;

public sealed class RunLockTests : IDisposable
{
    private static readonly TimeSpan StaleAfter = TimeSpan.FromMinutes(2);

    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTimeProvider _clock = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_second_run_is_told_run_process_and_host_of_the_holder()
    {
        using var held = (await TakeAsync("run-a")).Lock;

        var refused = await TakeAsync("run-b");

        held.Should().NotBeNull();
        refused.Lock.Should().BeNull();
        refused.Holder.Should().NotBeNull();
        refused.Holder!.ToString().Should().Contain("run-a").And.Contain($"process {Environment.ProcessId} on {Environment.MachineName}");
    }

    [Fact]
    public async Task A_lock_that_was_given_back_is_free()
    {
        (await TakeAsync("run-a")).Lock!.Dispose();

        using var taken = (await TakeAsync("run-b")).Lock;

        taken.Should().NotBeNull();
    }

    [Fact]
    public async Task A_holder_on_this_host_whose_process_is_gone_is_taken_over()
    {
        Holder(process: 1, mark: "another-boot/1").Write(HolderPath);

        using var taken = (await TakeAsync("run-b")).Lock;

        taken.Should().NotBeNull();
        LockHolder.Read(HolderPath)!.Run.Should().Be("run-b");
    }

    [Fact]
    public async Task A_holder_on_this_host_whose_process_lives_keeps_the_lock_although_the_file_is_not_locked()
    {
        Holder(process: 1, mark: ProcessMark.Of(1)).Write(HolderPath);

        (await TakeAsync("run-b")).Lock.Should().BeNull();
    }

    [Fact]
    public async Task A_holder_on_another_host_keeps_the_lock_until_it_is_silent_for_too_long()
    {
        Holder(process: 1, mark: null, host: "elsewhere").Write(HolderPath);

        (await TakeAsync("run-b")).Lock.Should().BeNull();
        _clock.Advance(StaleAfter - TimeSpan.FromSeconds(1));
        (await TakeAsync("run-b")).Lock.Should().BeNull();
        _clock.Advance(TimeSpan.FromSeconds(1));
        var attempt = await _clock.RunAsync(() => TakeAsync("run-b"));
        using var taken = attempt.Lock;
        taken.Should().NotBeNull();
    }

    [Fact]
    public async Task The_heartbeat_keeps_a_lock_from_being_stale()
    {
        using var held = (await TakeAsync("run-a")).Lock;

        _clock.Advance(TimeSpan.FromHours(1));

        (_clock.GetUtcNow() - LockHolder.Read(HolderPath)!.Heartbeat).Should().BeLessThan(StaleAfter / 4);
    }

    [Fact]
    public async Task A_run_whose_lock_was_taken_over_learns_it()
    {
        using var held = (await TakeAsync("run-a")).Lock!;
        Holder(process: 7, mark: null, host: "elsewhere").Write(HolderPath);

        _clock.Advance(StaleAfter);

        held.Lost.IsCancellationRequested.Should().BeTrue();
    }

    [Fact]
    public async Task Waiting_ends_when_the_lock_is_free()
    {
        using var held = (await TakeAsync("run-a")).Lock!;
        using var timer = _clock.CreateTimer(_ => held.Dispose(), null, TimeSpan.FromMinutes(3), Timeout.InfiniteTimeSpan);
        LockHolder? waitedFor = null;

        using var lease = await _clock.RunAsync(() => AccountLease.TakeAsync(
            Request(TimeSpan.FromMinutes(10)) with { Waiting = h => waitedFor = h }, _clock, Serilog.Core.Logger.None, CancellationToken.None));

        waitedFor!.Run.Should().Be("run-a");
        _clock.Elapsed.Should().BeCloseTo(TimeSpan.FromMinutes(3), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Waiting_in_vain_names_the_holder()
    {
        using var held = (await TakeAsync("run-a")).Lock!;

        var wait = () => _clock.RunAsync(() => AccountLease.TakeAsync(
            Request(TimeSpan.FromSeconds(5)), _clock, Serilog.Core.Logger.None, CancellationToken.None));

        (await wait.Should().ThrowAsync<RunLockedException>()).WithMessage("*run run-a, process*waited for 5 s*");
        _clock.Elapsed.Should().Be(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Another_state_directory_of_the_same_machine_and_account_is_locked_too()
    {
        var machine = _directory.File("machine");
        var here = Request(TimeSpan.Zero) with { MachineDirectory = machine };
        var there = here with { StateDirectory = _directory.File("other"), RunId = "run-b" };
        using var lease = await AccountLease.TakeAsync(here, _clock, Serilog.Core.Logger.None, CancellationToken.None);

        var second = () => AccountLease.TakeAsync(there, _clock, Serilog.Core.Logger.None, CancellationToken.None);
        var otherMode = await AccountLease.TakeAsync(there with { Livemode = true }, _clock, Serilog.Core.Logger.None, CancellationToken.None);

        (await second.Should().ThrowAsync<RunLockedException>()).WithMessage("*run-c*");
        otherMode.Dispose();
    }

    private string HolderPath => Path.Combine(_directory.Path, "lock", "acct_1-test.holder");

    private LeaseRequest Request(TimeSpan wait) => new()
    {
        StateDirectory = _directory.Path,
        Account = "acct_1",
        Livemode = false,
        ApiBase = "https://api.stripe.com",
        RunId = "run-c",
        StartedAt = _clock.GetUtcNow(),
        Wait = wait,
        StaleAfter = StaleAfter,
    };

    private LockHolder Holder(int process, string? mark, string? host = null)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(HolderPath)!);
        return new LockHolder
        {
            Run = "run-x",
            Process = process,
            Mark = mark,
            Host = host ?? Environment.MachineName,
            Since = _clock.GetUtcNow(),
            Heartbeat = _clock.GetUtcNow(),
        };
    }

    private Task<LockAttempt> TakeAsync(string run) => RunLock.TryTakeAsync(
        Path.Combine(_directory.Path, "lock"),
        "acct_1-test",
        LockHolder.Here(run, _clock.GetUtcNow(), _clock.GetUtcNow()),
        StaleAfter,
        _clock,
        Serilog.Core.Logger.None,
        CancellationToken.None);
}
