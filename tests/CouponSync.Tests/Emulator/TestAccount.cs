using System.Text.Json.Nodes;
using CouponSync.Emulator;
using Microsoft.Extensions.Time.Testing;

namespace CouponSync.Tests.Emulator;

/// <summary>An answer, parsed.</summary>
internal sealed record Reply(EmulatorResponse Response)
{
    public int Status => Response.Status;

    public JsonNode Json { get; } = JsonNode.Parse(Response.Text)!;

    public string? Code => (string?)Json["error"]?["code"];

    public string? Param => (string?)Json["error"]?["param"];

    public string? Message => (string?)Json["error"]?["message"];

    public string? Type => (string?)Json["error"]?["type"];

    public string Metadata => Json["metadata"]!.ToJsonString();

    public string[] Ids => [.. Json["data"]!.AsArray().Select(static item => (string)item!["id"]!)];

    public bool HasMore => (bool)Json["has_more"]!;

    public string? Header(string name) => Response.Headers.GetValueOrDefault(name);
}

/// <summary>An emulated account with a clock of its own and short ways to ask it.</summary>
internal sealed class TestAccount
{
    public const string Key = "sk_test_account";
    public const string LiveKey = "sk_live_account";

    public TestAccount(EmulatorOptions? options = null)
    {
        Emulator = new StripeEmulator(options ?? new EmulatorOptions { Limits = EmulatorLimits.None }, Clock);
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.Zero));

    public StripeEmulator Emulator { get; }

    public long Now => Clock.GetUtcNow().ToUnixTimeSeconds();

    public Task<Reply> GetAsync(string path, string? key = Key) => SendAsync("GET", path, null, key, null);

    public Task<Reply> PostAsync(string path, string form, string? idempotencyKey = null, string? key = Key) =>
        SendAsync("POST", path, form, key, idempotencyKey);

    public Task<Reply> DeleteAsync(string path) => SendAsync("DELETE", path, null, Key, null);

    public async Task<Reply> SendAsync(string method, string path, string? form, string? key, string? idempotencyKey) =>
        new(await Emulator.SendAsync(EmulatorRequest.Create(method, path, key, form, idempotencyKey), default));

    public async Task<Reply> SendAsync(string method, string path, params (string Name, string Value)[] headers) =>
        new(await Emulator.SendAsync(
            new EmulatorRequest(
                method,
                path,
                headers.ToDictionary(static header => header.Name, static header => header.Value, StringComparer.OrdinalIgnoreCase),
                default),
            default));

    /// <summary>Adds coupons, one a second, the last one now.</summary>
    public void Add(params string[] ids)
    {
        var created = Now - ids.Length + 1;
        Emulator.Seed(ids.Select(id => new EmulatorCoupon
        {
            Id = id,
            Created = created++,
            Terms = new EmulatorTerms { PercentOff = 10 },
        }));
    }
}
