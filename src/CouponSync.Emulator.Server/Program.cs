using CouponSync.Cli.Help;
using CouponSync.Emulator;
using CouponSync.Emulator.Server;

// The composition root: the only place that names the system's clock.
#pragma warning disable RS0030 // Banned everywhere else, for this place's sake.
var help = new HelpText(
    "couponsync-emulator", Console.Out, Console.IsOutputRedirected ? null : Console.WindowWidth, "Documentation: docs/emulator.md of CouponSync.");
var parsed = new ServerCommand().Create(RunAsync, help).Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
    {
        await Console.Error.WriteLineAsync(error.Message);
    }

    await Console.Error.WriteLineAsync("--help lists the options.");
    return 1;
}

return await parsed.InvokeAsync();

static async Task<int> RunAsync(ServerSettings settings, CancellationToken cancellationToken)
{
    var emulator = new StripeEmulator(settings.Options, TimeProvider.System);
    try
    {
        using var held = settings.StateFile is { } kept ? StateLock.Take(kept) : null;
        if (settings.StateFile is { } file && await emulator.LoadAsync(file, cancellationToken))
        {
            await Console.Error.WriteLineAsync($"Loaded {emulator.Count() + emulator.Count(livemode: true)} coupons from {file}.");
        }

        foreach (var account in emulator.Connected.Values.Prepend(emulator))
        {
            if (settings.Sample)
            {
                account.SeedSampleAccount();
            }

            account.SeedCoupons(settings.SeedCoupons, settings.Options.Seed, settings.SeedLive);
        }

        foreach (var fault in settings.Faults)
        {
            emulator.Faults.Add(fault);
        }

        await using (var server = await EmulatorServer.StartAsync(emulator, settings.Port, cancellationToken))
        {
            await Console.Out.WriteLineAsync(server.Address.GetLeftPart(UriPartial.Authority));
            await Console.Out.FlushAsync(cancellationToken);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken)
                .ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        if (settings.StateFile is { } target)
        {
            emulator.Save(target);
            await Console.Error.WriteLineAsync($"Saved {emulator.Count() + emulator.Count(livemode: true)} coupons to {target}.");
        }

        return 0;
    }
    catch (Exception wrong) when (wrong is IOException or FormatException or UnauthorizedAccessException)
    {
        await Console.Error.WriteLineAsync(wrong.Message);
        return 1;
    }
}
