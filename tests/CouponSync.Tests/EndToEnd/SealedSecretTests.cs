using System.Net;
using System.Text;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.EndToEnd;

/// <summary>Every command and every failure with marked secrets: the key is in the Authorization header, and nothing of any secret is anywhere else.</summary>
public sealed class SealedSecretTests : IDisposable
{
    private const string Mark = "ThisKeyIsASecret";
    private const string Hook = "https://hooks.example/services/T00SECRETPATH?token=SECRETTOKEN";

    private readonly World _world = World.With(coupons: 6);
    private readonly StringBuilder _written = new();
    private readonly List<string> _sent = [];
    private int _authorized;

    public SealedSecretTests()
    {
        _world.Variables["COUPONSYNC_Log__Level"] = "Verbose";
        _world.Variables["COUPONSYNC_Notify__Url"] = Hook;
        _world.Variables["COUPONSYNC_Notify__IncludeValues"] = "true";
        Answering(static (_, pass, _) => pass());
    }

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task No_command_and_no_failure_puts_a_secret_anywhere_else()
    {
        var file = _world.WriteRows("coupons.csv", [("C0", "new"), ("C1", "new"), ("NO", "1")]);
        await RunAllAsync(file);
        foreach (var status in new[] { 307, 400, 401, 403, 404, 429, 500 })
        {
            Answering((request, _, _) => Task.FromResult(Echo(request, (HttpStatusCode)status)));
            await RunAllAsync(file);
            Answering((request, pass, _) => request.Method == HttpMethod.Post ? Task.FromResult(Echo(request, (HttpStatusCode)status)) : pass());
            await RunAllAsync(_world.WriteRows("more.csv", [("C2", $"n{status}"), ("C3", $"n{status}")]));
        }

        foreach (var body in new[] { "<html>{0}</html>", "{0}", "", "{{\"id\":\"{0}\",\"object\":\"coupon\"", "[\"{0}\"]", "{{\"object\":\"{0}\",\"data\":\"{0}\"}}" })
        {
            Answering((request, _, _) => Task.FromResult(HopHandler.Answer(
                HttpStatusCode.OK, string.Format(null, body, request.Headers.Authorization!.Parameter))));
            await RunAllAsync(file);
        }

        foreach (var fault in new Exception[]
        {
            new HttpRequestException(HttpRequestError.NameResolutionError, $"http://user:{Mark}@proxy.example: {World.TestKey}"),
            new HttpRequestException(HttpRequestError.ProxyTunnelError, $"The proxy tunnel to http://user:{Mark}@proxy.example failed"),
            new HttpRequestException("Connection reset", new IOException(World.TestKey)),
            new System.Security.Authentication.AuthenticationException(World.TestKey),
            new InvalidOperationException($"unexpected {World.TestKey}"),
        })
        {
            Answering((_, _, _) => throw fault);
            await RunAllAsync(file);
        }

        _authorized.Should().BeGreaterThan(200, "the key is sent where it belongs");
        NothingIsTold(_written.ToString(), "standard output and error");
        foreach (var sent in _sent)
        {
            NothingIsTold(sent, "a request");
        }

        foreach (var path in Directory.EnumerateFiles(_world.Directory, "*", SearchOption.AllDirectories))
        {
            NothingIsTold(Encoding.Latin1.GetString(await File.ReadAllBytesAsync(path)), path);
        }
    }

    [Fact]
    public async Task A_process_tells_nothing_to_ps_and_to_standard_error()
    {
        await using var world = await World.ServedAsync(coupons: 3);
        world.Variables["COUPONSYNC_Notify__Url"] = "http://127.0.0.1:1/SECRETPATH";
        world.Variables["COUPONSYNC_Log__Level"] = "Verbose";

        var run = await world.RunProcessAsync("sync", world.WriteNew(3), "--verbose", "--yes");
        var refused = await world.RunProcessAsync("get", "C0", "--verbose", "--api-base", "https://127.0.0.1:1");

        run.ExitCode.Should().Be(0, run.Error);
        run.Error.Should().Contain("as sk_test_...cdef").And.Contain("The notification could not be sent");
        NothingIsTold(run.Out + run.Error + refused.Out + refused.Error + world.Log(), "the process");
    }

    private async Task RunAllAsync(string file)
    {
        var plan = _world.File("plan.jsonl");
        foreach (var command in (string[][])
        [
            ["check", file],
            ["sync", file, "--dry-run", "--plan", plan, "--report", _world.File("r.html"), "--report", _world.File("r.md"), "--report", _world.File("r.csv"), "--metrics", _world.File("m.prom")],
            ["sync", file, "--fetch", "incremental", "--max-failures", "100%"],
            ["apply", plan, "--report", _world.File("a.md")],
            ["get", "C0"],
            ["update", "C0", "-m", "a=1"],
            ["export", "-o", _world.File("export.csv")],
            ["export", "--expect-account", "acct_other"],
            ["runs"],
            .. _world.Runs().TakeLast(1).SelectMany(static r => (string[][])[["runs", Path.GetFileName(r)], ["revert", Path.GetFileName(r)]]),
        ])
        {
            var run = await _world.RunAsync(command);
            _written.Append(run.Out).Append(run.Error);
        }
    }

    // What Stripe gets, as it goes out: all of it but the header that the key belongs into.
    private void Answering(Hop hop)
    {
        _world.Through(async (request, pass, cancellationToken) =>
        {
            request.Headers.Authorization!.ToString().Should().Be($"Bearer {World.TestKey}");
            _authorized++;
            await NoteAsync(request, static name => name == "Authorization");
            return await hop(request, pass, cancellationToken);
        });
        var told = 0;
        _world.Notifying(async (request, _, _) =>
        {
            // The receiver knows its own address.
            request.RequestUri.Should().Be(new Uri(Hook));
            request.RequestUri = new Uri("https://hooks.example");
            await NoteAsync(request, static _ => false);
            return ++told % 2 == 0 ? Echo(request, HttpStatusCode.Forbidden) : throw new HttpRequestException(HttpRequestError.ConnectionError, Hook);
        });
    }

    private async Task NoteAsync(HttpRequestMessage request, Func<string, bool> isLeftOut)
    {
        var sent = new StringBuilder().Append(request.Method).Append(request.RequestUri);
        foreach (var (name, values) in request.Headers.Where(h => !isLeftOut(h.Key)))
        {
            sent.Append('\n').Append(name).Append(": ").AppendJoin(',', values);
        }

        _sent.Add(sent.Append('\n').Append(request.Content is { } content ? await content.ReadAsStringAsync() : "").ToString());
    }

    private static HttpResponseMessage Echo(HttpRequestMessage request, HttpStatusCode status)
    {
        var told = request.Headers.Authorization?.Parameter;
        var answer = HopHandler.Answer(
            status, $$$"""{"error":{"type":"invalid_request_error","code":"odd_{{{told}}}","param":"{{{told}}}","message":"You sent {{{told}}}, {{{told}}}."}}""");
        answer.Headers.TryAddWithoutValidation("Request-Id", $"req_{told}");
        answer.Headers.TryAddWithoutValidation("Stripe-Notice", $"Mind {told}");
        answer.Headers.TryAddWithoutValidation("Location", $"https://user:{Mark}@elsewhere.example/{told}?key={told}");
        return answer;
    }

    private static void NothingIsTold(string text, string where)
    {
        foreach (var secret in (string[])[Mark, "SECRETPATH", "SECRETTOKEN"])
        {
            var at = text.IndexOf(secret, StringComparison.OrdinalIgnoreCase);
            at.Should().Be(-1, "of {0} in {1}: {2}", secret, where, at < 0 ? "" : text[Math.Max(0, at - 200)..Math.Min(text.Length, at + 60)]);
        }
    }
}
