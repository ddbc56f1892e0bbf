using System.Buffers;
using System.CommandLine;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CouponSync.Cli.Help;
using CouponSync.Coupons;
using CouponSync.Files;
using CouponSync.Runs;
using CouponSync.Settings;
using CouponSync.StripeApi;
using CouponSync.Text;
using Serilog;

namespace CouponSync.Cli.Commands;

/// <summary><c>couponsync get ID</c> and <c>couponsync update ID</c>: one coupon, Stripe's JSON back.</summary>
internal static class CouponCommands
{
    private static readonly JsonWriterOptions Indented = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static IReadOnlyList<ExitMeaning> OneCouponExits => ExitMeanings.Of("there is no such coupon, or Stripe refuses it");

    /// <summary>Makes <c>get</c>.</summary>
    public static Command CreateGet(ProgramHost host)
    {
        var common = new CommonOptions(host, Access.Reads | Access.One);
        var id = Arguments.CouponId();
        var command = new ProgramCommand("get", "Show one coupon as Stripe's JSON")
        {
            Examples = [new("As Stripe has it now", "couponsync get 25OFF")],
            Exits = OneCouponExits,
        };
        command.Add(id);
        common.AddTo(command, []);
        command.SetAction((parsed, _) => AskAsync(host, common, parsed, WriteIntent.None, parsed.GetRequiredValue(id), async access =>
        {
            var name = parsed.GetRequiredValue(id);
            PatchArguments.CheckId(name);
            return Indent((await RetrieveAsync(access.Stripe, name, host)).Json);
        }));
        return command;
    }

    /// <summary>Makes <c>update</c>.</summary>
    public static Command CreateUpdate(ProgramHost host)
    {
        var common = new CommonOptions(host, Access.One);
        var id = Arguments.CouponId();
        var metadata = new ProgramOption<string[]>(Groups.Changes, "--metadata", "-m") { Description = "Set a metadata key; can be repeated", HelpName = "key=value" };
        var unset = new ProgramOption<string[]>(Groups.Changes, "--unset") { Description = "Unset a metadata key; can be repeated", HelpName = "key" };
        var name = new ProgramOption<string?>(Groups.Changes, "--name") { Description = "Set the name customers see", HelpName = "text" };
        var dryRun = new ProgramOption<bool>(Groups.Safety, "--dry-run", "-n") { Description = "Show what would change, and change nothing" };
        var command = new ProgramCommand("update", "Change the metadata or the name of one coupon, and show it as Stripe's JSON")
        {
            Examples =
            [
                new("Set a metadata key", "couponsync update 25OFF -m order_id=6735"),
                new("Unset another, and set the name", "couponsync update 25OFF --unset campaign --name '25 % off'"),
            ],
            Exits = OneCouponExits,
        };
        command.Add(id);
        command.Add(metadata);
        command.Add(unset);
        command.Add(name);
        command.Add(dryRun);
        common.AddTo(command, []);
        command.SetAction((parsed, _) =>
        {
            var patch = PatchArguments.Read(
                parsed.GetRequiredValue(id), parsed.GetValue(metadata) ?? [], parsed.GetValue(unset) ?? [], parsed.GetValue(name));
            if (parsed.GetValue(dryRun))
            {
                return AskAsync(host, common, parsed, WriteIntent.None, patch.Id, async access =>
                    CouponPreview.Describe(host, (await RetrieveAsync(access.Stripe, patch.Id, host)).Value!, patch));
            }

            return AskAsync(host, common, parsed, WriteIntent.Full, patch.Id, async access =>
            {
                var key = "couponsync-" + RunId.Create(host.Time.GetUtcNow(), host.Random) + $"-{host.Random.NextInt64():x}";
                await NoteWriteAsync(access, patch.Id, host);
                var answer = await access.Stripe.Gateway.UpdateAsync(patch, new WriteRequest(key), host.Stop);
                return patch.FindDifference(answer.Value) is { } difference
                    ? throw new StripeFailureException(new StripeFailure
                    {
                        Code = StripeFailure.AnswerDiffers,
                        Message = difference,
                        RequestId = answer.RequestId,
                    })
                    : Indent(answer.Json);
            });
        });
        return command;
    }

    // A coupon that is there.
    private static async Task<Answer<RemoteCoupon?>> RetrieveAsync(StripeConnection stripe, string id, ProgramHost host)
    {
        var answer = await stripe.Gateway.RetrieveAsync(id, withProducts: false, host.Stop);
        return answer.Value is not null ? answer : throw new StripeFailureException(new StripeFailure
        {
            Code = "resource_missing",
            Message = $"No such coupon: '{id}'",
            Status = 404,
            RequestId = answer.RequestId,
        });
    }

    private static async Task<int> AskAsync(
        ProgramHost host, CommonOptions common, ParseResult parsed, WriteIntent writes, string id, Func<CouponAccess, Task<string>> ask)
    {
        var settings = common.Resolve(parsed, []);
        var options = common.Session(parsed);
        var command = parsed.CommandResult.Command.Name;
        await using var session = await StripeSession.OpenAsync(host, settings, options, writes);
        var (log, stripe) = (session.Log, session.Stripe);
        try
        {
            await CheckAccountAsync(settings, stripe, host.Stop);
            var answer = await ask(new CouponAccess(stripe, settings.State.Directory, log));
            // What update was asked for is the change; the coupon is for who watches.
            if (writes == WriteIntent.None || !options.IsQuiet)
            {
                await host.Out.WriteAsync(VisibleText.EscapeJson(answer) + host.Out.NewLine);
                host.Out.Flush();
            }

            StandardStreams.LogFailures(host, log);
            if (host.OutFailure is not null && writes != WriteIntent.None)
            {
                await host.Error.WriteLineAsync("The coupon was changed; only its JSON could not be shown.");
            }

            log.Information("{Command} {Coupon}", command, id);
            await session.TellLogFailureAsync(host);
            return ExitCode.Done;
        }
        catch (StripeFailureException e)
        {
            var exitCode = ExitCode.After(e.Failure, isOfOneCoupon: true);
            log.Write(RunLog.LevelOf(exitCode), "{Command} {Coupon} failed with exit code {ExitCode}: {Failure}", command, id, exitCode, e.Failure.Describe());
            await host.Error.WriteLineAsync($"couponsync: {VisibleText.Escape(e.Failure.Describe())}");
            if (e.Failure.MayHaveBeenMade)
            {
                const string advice = "The change may have been made anyway; 'couponsync get' shows the coupon as it is now.";
                log.Write(RunLog.LevelOf(exitCode), advice);
                await host.Error.WriteLineAsync($"couponsync: {advice}");
            }

            return exitCode;
        }
    }

    private static string Indent(string json)
    {
        using var document = JsonDocument.Parse(json);
        var text = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(text, Indented))
        {
            document.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    // The snapshot that runs keep of the account does not have what is written here.
    private static async Task NoteWriteAsync(CouponAccess access, string id, ProgramHost host)
    {
        var (stripe, state, log) = access;
        if (new KnownAccounts(state).Find(stripe) is not { } account
            || AccountLock.SnapshotPathOf(state, account, stripe.Key.Livemode, stripe.DisplayAddress) is not { } snapshot
            || !File.Exists(snapshot))
        {
            return;
        }

        try
        {
            await SingleWrites.Beside(snapshot).AddAsync(id, host.Time, host.Stop);
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            throw new SettingsException($"The write cannot be noted beside {snapshot} (State:Directory), and was not made: {StorageFailure.Reason(e)}.");
        }

        log.Information("The next run reads {Coupon} again", id);
    }

    /// <summary>Asks whose key it is, where <c>--expect-account</c> insists on somebody.</summary>
    /// <exception cref="SettingsException">It is another account.</exception>
    internal static async Task CheckAccountAsync(SyncSettings settings, StripeConnection stripe, CancellationToken cancellationToken)
    {
        if (settings.Stripe.ExpectAccount is not null
            && AccountExpectation.Refusal(
                settings.Stripe, stripe.ConnectedAccount ?? (await stripe.Gateway.GetAccountAsync(cancellationToken)).Value.Id) is { } refusal)
        {
            throw new SettingsException(refusal);
        }
    }
}

/// <summary>What a command on one coupon works with.</summary>
/// <param name="Stripe">The connection.</param>
/// <param name="StateDirectory">The state directory.</param>
/// <param name="Log">The log.</param>
internal sealed record CouponAccess(StripeConnection Stripe, string StateDirectory, ILogger Log);
