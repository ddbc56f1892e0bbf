using CouponSync.Emulator;
using Microsoft.Extensions.Time.Testing;

namespace CouponSync.Tests.House.Documentation;

/// <summary>The C# of the documentation, word for word.</summary>
public sealed class DocumentedCodeTests
{
    [Fact]
    public async Task The_emulator_answers_any_client_in_memory()
    {
        var timeProvider = new FakeTimeProvider();

        var emulator = new StripeEmulator(new EmulatorOptions { Limits = EmulatorLimits.None }, timeProvider);
        emulator.SeedSampleAccount();
        using var client = new HttpClient(emulator.CreateHandler());

        client.DefaultRequestHeaders.Authorization = new("Bearer", "sk_test_123");
        (await client.GetStringAsync(new Uri("https://api.stripe.com/v1/coupons/25OFF"))).Should().Contain("25OFF");
    }
}
