using System.Net;
using System.Net.Sockets;
using System.Text;
using CouponSync.Applying;
using CouponSync.Coupons;
using CouponSync.Emulator;
using CouponSync.Planning;
using CouponSync.Settings;
using CouponSync.StripeApi;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.Applying;

/// <summary>
/// Every sequence of up to three results of attempts, the last of them for ever: what is said of the change is what the
/// server did, and it is called unknown only where an attempt may have made it and no later answer settles that.
/// </summary>
public sealed class AttemptSequenceTests
{
    // Kinds of faults as the emulator names them, and those that it cannot play: no connection, and refusals by content.
    private static readonly string[] AllKinds =
    [
        "ok", "429:endpoint-rate", "429:lock-timeout", "409", "409:lock-timeout", "in-use", "400", "404", "401", "403",
        "500-before", "500-after", "503-before:remember=false", "drop-before", "drop-after", "drop-body", "broken-json", "array-body",
        "html-body", "empty-body", "false-gzip", "hang", "hang-after", "other-coupon", "no-metadata", "dns", "refused", "tls",
    ];

    // One of each sort that means something of its own.
    private static readonly string[] Sorts =
    [
        "ok", "429:endpoint-rate", "409", "in-use", "400", "401", "500-before", "500-after", "503-before:remember=false", "drop-before",
        "drop-after", "array-body", "dns",
    ];

    private static readonly string[] Doubtful =
    [
        "in-use", "500-before", "500-after", "503-before:remember=false", "drop-before", "drop-after", "drop-body", "broken-json", "array-body",
        "html-body", "empty-body", "false-gzip", "hang", "hang-after", "other-coupon", "no-metadata",
    ];

    public static TheoryData<string, int> Cases()
    {
        var cases = new TheoryData<string, int>();
        foreach (var action in Enum.GetNames<ChangeAction>())
        {
            cases.Add(action, 2);
            cases.Add(action, 3);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task What_is_said_of_a_change_is_what_the_server_did(string actionName, int length)
    {
        var action = Enum.Parse<ChangeAction>(actionName);
        var sequences = length == 2
            ? AllKinds.Select(static k => new[] { k }).Concat(AllKinds.SelectMany(static _ => AllKinds, static (a, b) => new[] { a, b }))
            : Sorts.SelectMany(static _ => Sorts, static (a, b) => (a, b)).SelectMany(static _ => Sorts, static (p, c) => new[] { p.a, p.b, c });
        var wrong = new List<string>();
        var outcomes = new HashSet<ChangeOutcome>();
        var clock = new ManualTimeProvider();
        await clock.RunAsync(async () =>
        {
            using var account = new Account(clock);
            foreach (var sequence in sequences)
            {
                var (outcome, verdict) = await account.TryAsync(action, sequence);
                outcomes.Add(outcome);
                if (verdict is not null)
                {
                    wrong.Add($"{string.Join(" > ", sequence)}: {outcome}, but {verdict}");
                }
            }

            return 0;
        });

        wrong.Should().BeEmpty();
        outcomes.Should().Contain([ChangeOutcome.Applied, ChangeOutcome.Failed, ChangeOutcome.Unknown]);
    }

    private sealed class Account : IDisposable
    {
        private readonly StripeEmulator _emulator;
        private readonly Script _script;
        private readonly StripeConnection _connection;
        private readonly ChangeSender _sender;
        private int _number;

        public Account(TimeProvider clock)
        {
            _emulator = new StripeEmulator(
                new EmulatorOptions { Limits = EmulatorLimits.None, IdempotencyRemembersRefusals = false, RequestLogCapacity = 1 }, clock);
            _script = new Script(_emulator);
            _connection = new StripeConnection(
                ApiKey.Parse("sk_test_51ThisKeyIsASecret0123456789abcdef", "test"),
                new Uri("https://api.stripe.com"),
                new ThrottleOptions { RequestsPerSecond = 10_000, EndpointRequestsPerSecond = 10_000, Burst = 100 },
                new RetryOptions { MaxAttempts = 4, MaxRefusals = 4, BaseDelay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(1) },
                _script,
                clock,
                new Random(20261122));
            _sender = new ChangeSender(_connection.Gateway);
        }

        public async Task<(ChangeOutcome Outcome, string? Wrong)> TryAsync(ChangeAction action, string[] sequence)
        {
            var change = Prepare(action, $"C{_number++}");
            var before = _emulator.WritesApplied(change.Id);
            _script.Begin(sequence);
            var sent = await _sender.SendAsync(change, new WriteRequest($"key-{change.Id}"), CancellationToken.None);

            var made = action == ChangeAction.Delete
                ? _emulator.Find(change.Id) is null
                : _emulator.WritesApplied(change.Id) > before;
            return (sent.Outcome, sent.Outcome switch
            {
                ChangeOutcome.Applied when !made => "it was not made",
                ChangeOutcome.Failed or ChangeOutcome.Unchanged or ChangeOutcome.Stale when made => "it was made",
                ChangeOutcome.Unknown when !_script.IsOpen => $"an answer settles it ({string.Join(" > ", _script.Played)})",
                _ => null,
            });
        }

        public void Dispose() => _connection.Dispose();

        private PlannedChange Prepare(ChangeAction action, string id)
        {
            if (action != ChangeAction.Create)
            {
                _emulator.Seed([new EmulatorCoupon { Id = id, Terms = new() { PercentOff = 10 }, Metadata = EmulatorMetadata.From([new("a", "0")]) }]);
            }

            return new PlannedChange
            {
                Sequence = 1,
                Id = id,
                Action = action,
                Metadata = [new KeyChange("a", action == ChangeAction.Create ? null : "0", action == ChangeAction.Delete ? null : "1")],
                Terms = action == ChangeAction.Update ? null : new CouponTerms { PercentOff = 10, Duration = "once" },
            };
        }
    }

    /// <summary>Plays a sequence on the writes, and lets reads pass.</summary>
    private sealed class Script(StripeEmulator emulator) : DelegatingHandler(emulator.CreateHandler())
    {
        private readonly HashSet<string> _storedKeys = [];
        private string[] _sequence = [];
        private int _next;

        public List<string> Played { get; } = [];

        /// <summary>Whether an attempt may have made the change, and no later answer settles that.</summary>
        public bool IsOpen { get; private set; }

        public void Begin(string[] sequence)
        {
            (_sequence, _next, IsOpen) = (sequence, 0, false);
            _storedKeys.Clear();
            Played.Clear();
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method == HttpMethod.Get)
            {
                Played.Add("look");
                IsOpen = false;
                return await base.SendAsync(request, cancellationToken);
            }

            var kind = _sequence[Math.Min(_next++, _sequence.Length - 1)];
            var key = request.Headers.TryGetValues("Idempotency-Key", out var keys) ? keys.Single() : null;
            if (kind is "400" or "404" or "in-use" && (key is null || (kind != "in-use" && _storedKeys.Contains(key))))
            {
                // What a request asks for is looked at behind the idempotency layer, and a deletion has none.
                kind = "ok";
            }

            Played.Add(kind);
            try
            {
                var response = await PlayAsync(kind, request, cancellationToken);
                var isReplayedFailure = (int)response.StatusCode >= 500;
                IsOpen = isReplayedFailure || Doubtful.Contains(kind) || (IsOpen && !(response.IsSuccessStatusCode || (kind is "400" or "404")));
                return response;
            }
            catch
            {
                IsOpen |= Doubtful.Contains(kind);
                throw;
            }
            finally
            {
                emulator.Faults.Clear();
                if (key is not null && kind is not ("503-before:remember=false" or "drop-before" or "hang" or "dns" or "refused" or "tls" or "401" or "403" or "400" or "404" or "in-use")
                    && !kind.StartsWith('4'))
                {
                    _storedKeys.Add(key);
                }
            }
        }

        private Task<HttpResponseMessage> PlayAsync(string kind, HttpRequestMessage request, CancellationToken cancellationToken)
        {
            switch (kind)
            {
                case "ok":
                    return base.SendAsync(request, cancellationToken);
                case "400":
                    return Task.FromResult(Refusal(400, """{"error":{"type":"invalid_request_error","code":"parameter_invalid_empty","message":"No."}}"""));
                case "404":
                    return Task.FromResult(Refusal(404, """{"error":{"type":"invalid_request_error","code":"resource_missing","message":"No such coupon."}}"""));
                case "in-use":
                    return Task.FromResult(Refusal(409, """{"error":{"type":"idempotency_error","code":"idempotency_key_in_use","message":"In use."}}"""));
                case "dns":
                    throw new HttpRequestException(HttpRequestError.NameResolutionError, "no such host");
                case "tls":
                    throw new HttpRequestException(HttpRequestError.SecureConnectionError, "not trusted");
                case "refused":
                    throw new HttpRequestException("refused", new SocketException((int)SocketError.ConnectionRefused));
                case "other-coupon":
                    return InsteadAsync(request, """{"id":"SOMETHING_ELSE","object":"coupon","metadata":{"a":"1"},"duration":"once","created":1}""", cancellationToken);
                case "no-metadata":
                    return InsteadAsync(request, """{"object":"coupon","id":null}""", cancellationToken);
                default:
                    emulator.Faults.Add($"{kind.Split(':')[0]}@*:count=1" + (kind.Contains("remember", StringComparison.Ordinal) ? ":remember=false" : ""));
                    if (kind.StartsWith("429:", StringComparison.Ordinal) || kind.StartsWith("409:", StringComparison.Ordinal))
                    {
                        emulator.Faults.Clear();
                        emulator.Faults.Add($"{kind}@*:count=1");
                    }

                    return base.SendAsync(request, cancellationToken);
            }
        }

        private async Task<HttpResponseMessage> InsteadAsync(HttpRequestMessage request, string body, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            response.Content = response.IsSuccessStatusCode ? new StringContent(body, Encoding.UTF8, "application/json") : response.Content;
            return response;
        }

        private static HttpResponseMessage Refusal(int status, string body) =>
            new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
    }
}
