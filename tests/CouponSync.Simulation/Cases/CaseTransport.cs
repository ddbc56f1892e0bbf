using CouponSync.Emulator;

namespace CouponSync.Simulation.Cases;

/// <summary>
/// Between one run of the program and the account: notes when requests arrive, and lets happen what befalls the program at one of
/// them: it dies, is told to stop, its clock jumps, somebody changes a coupon.
/// </summary>
internal sealed class CaseTransport(CaseAccount account, CaseSetting setting, Random random, TimeProvider clock, SimulatedKill kill)
    : DelegatingHandler(new EmulatorHttpMessageHandler(account.Emulator))
{
    private int _inFlight;

    /// <summary>When requests were sent.</summary>
    public List<DateTimeOffset> Sent { get; } = [];

    /// <summary>The most requests that were in flight at a time.</summary>
    public int MostInFlight { get; private set; }

    /// <summary>After how many requests the run is told to stop; null for never.</summary>
    public int? StopAfter { get; init; }

    /// <summary>Tells it to stop, and the second time to give up.</summary>
    public Action<bool> Stop { get; init; } = static _ => { };

    /// <summary>After how many requests the program's clock jumps; null for never.</summary>
    public int? JumpAfter { get; init; }

    /// <summary>Makes it jump.</summary>
    public Action Jump { get; init; } = static () => { };

    /// <summary>Before which request the disk has no room any more, and before which it has some again; null for never.</summary>
    public (int From, int Until, long Bytes)? FullDisk { get; init; }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        kill.Pass();
        Sent.Add(clock.GetUtcNow());
        if (Sent.Count == StopAfter || Sent.Count == StopAfter + 3)
        {
            Stop(Sent.Count > StopAfter);
        }

        if (FullDisk is { } full && (Sent.Count == full.From || Sent.Count == full.Until))
        {
            SmallDisk.Fill(Sent.Count == full.From ? full.Bytes : null);
        }

        if (Sent.Count == JumpAfter)
        {
            Jump();
        }

        if (setting.EditsDuringRuns > 0 && random.NextDouble() < setting.EditsDuringRuns)
        {
            account.Edit();
        }

        MostInFlight = Math.Max(MostInFlight, ++_inFlight);
        try
        {
            if (setting.MaxInFlight > 1)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, 400)), clock, cancellationToken);
            }

            var response = await base.SendAsync(request, cancellationToken);
            kill.Pass();
            if (setting.MaxInFlight > 1)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, 400)), clock, cancellationToken);
            }

            kill.Pass();
            return response;
        }
        finally
        {
            _inFlight--;
        }
    }
}

/// <summary>The program's clock: it may jump, and the process may die whenever it is read.</summary>
/// <param name="right">The right time.</param>
/// <param name="kill">Kills the process.</param>
internal sealed class CaseClock(TimeProvider right, SimulatedKill kill) : SkewedClock(right, TimeSpan.Zero)
{
    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        kill.Tick();
        return base.GetUtcNow();
    }
}
