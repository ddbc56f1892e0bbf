namespace CouponSync.Comparison;

/// <summary>
/// What the present program does otherwise on purpose, each with its reason. One line of one part is matched at a time, so a
/// changed line takes two: one with <c>- </c> for the old and one with <c>+ </c> for the new, or one with <c>? </c> for both.
/// Numbers stand where they are first told (the console's report, the requests); the fields of report.json and the elements of
/// the page that repeat them are named alone. One that no longer occurs fails the comparison and is to be taken out.
/// </summary>
internal static class ExpectedDifferences
{
    /// <summary>The commit from which the present program differs in this. From any other nothing is expected to differ.</summary>
    public const string Base = "615a264";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ExpectedDifference> All { get; } =
    [
        // In every run.
        .. Because(
            "The program is built on Stripe.net itself, and takes name and version from the library.",
            [
                new("*", "r*.json", "- run.sdk: \"built-in subset of Stripe.net 52.2.0\"", "+ run.sdk: \"Stripe.net 53.1.0, API 2026-10-28.endive\""),
                new("*", "r*.html", "- <dd>built-in subset of Stripe.net 52.2.0</dd>", "+ <dd>Stripe.net 53.1.0, API 2026-10-28.endive</dd>"),
            ]),
        .. Because(
            "A report keeps the command line, so that the commands it proposes work as they stand.",
            [
                new("*", "r*.json", "+ run.arguments[*]: *"),
            ]),
        .. Because(
            "Nothing counts as drift any more: the audit finds what changed without an event.",
            [
                new("*", "r*.json", "- summary.driftFound: 0"),
                new("sync the sample, step 2: *", "m.prom", "- # HELP couponsync_drift_found *", "- # TYPE couponsync_drift_found gauge", "- couponsync_drift_found{*} 0"),
            ]),
        .. Because(
            "Each change is noted before it is sent, with the boot of the machine: what was never sent is never doubted after a kill.",
            [
                new("*", "results.jsonl", "+ schema: \"couponsync.results/2\"", "+ boot: \"*\"", "+ closed: true"),
                new("killed, gone on with, step 2: *", "results.jsonl", "+ change 8.*"),
                new("killed after the write, gone on with, step 2: *", "results.jsonl", "+ change 8.*"),
                new("killed, synced again, step 3: *", "results.jsonl", "+ change 8.*"),
                new("killed while it took back, step 3: *", "results.jsonl", "+ change 8.*"),
            ]),
        .. Because(
            "What an earlier run made, and what it does not know, is taken over before anything is read or sent, however the run ends that goes on.",
            [
                new("killed, gone on with, step 5: *", "results.jsonl", "+ change 8.*"),
                new("killed after the write, gone on with, step 3: *", "results.jsonl", "+ change 8.*"),
                new("killed after the write, gone on with, step 4: *", "results.jsonl", "+ change 8.*"),
                new("killed while it took back, step 4: *", "results.jsonl", "+ change 8.*"),
                new("answers that are lost for good, step 5: *", "results.jsonl", "+ change 4.*", "+ change 6.*", "+ change 10.*"),
            ]),
        .. Because(
            "What differs in values that look the same is spelled out, and warnings are told from errors.",
            [
                new(
                    "*",
                    "r*.html",
                    "- *// What would be obeyed, hidden or reordered is spelled out.",
                    "+ *// What would be obeyed, hidden or reordered is spelled out; *",
                    "? *const UNSAFE = *",
                    "+     /[*]/u,",
                    "+     /(*/u,",
                    "+   ].map(part => part.source)*",
                    "+ *// As the program has spelled out what differs *",
                    "+   const SPELLED = *",
                    "? *const show = (parent, text*",
                    "? *for (const match of text.matchAll(*",
                    "? *make('span', 'esc', *",
                    "? *const shown = (tag, className, text*",
                    "? *const value = (tag, text, common*",
                    "? *else if (!common) show(body, text*",
                    "? *show(body, points.slice(*",
                    "? *if (middle) add(body, shown('span', 'hot', middle*",
                    "? *const beforeAfter = (parent, *",
                    "? *const common = *",
                    "? *value('del', *",
                    "? *value('ins', *",
                    "+ *// An escape is not to be cut into *",
                    "+ *const spelled = *",
                    "? *beforeAfter(make('dd'), key*",
                    "? *for (const [kind, problems] of *",
                    "+ *const isWarning = *",
                    "+ *const ordered = *",
                    "+ *const meaning = *",
                    "? *make('span', null, `${count(problems.length)}*",
                    "+ problems[*][5]: 1"),
                new("*", "r*.json", "+ problems[*].severity: \"warning\""),
                new("*", "standard output", "? *white space: ?*"),
                new("bad rows, step *", "standard output", "? id control character: ?*"),
                new("unprefixed columns, step *", "standard output", "? near miss column: ?*"),
            ]),
        .. Because(
            "A missing id names the coupon that was most likely meant.",
            [
                new("*", "*", "? *Stripe has no coupon 'friend-001' in this account and mode*"),
                new("bad rows, step *", "*", "? *no coupon ' C00 '*", "? *no coupon 'C*00'*"),
            ]),
        .. Because(
            "Events do not show further currencies: where those matter, a coupon with an amount is read by its id.",
            [
                new("guards of creations and unsets, step 6: *", "standard output", "? Requests  *"),
                new("guards of creations and unsets, step 6: *", "report.html", "? <dd>*<small>*</small>"),
                new("guards of creations and unsets, step 6: *", "requests", "+ GET /v1/coupons/{id} 200: 1"),
            ]),
        .. Because(
            "A dry run of a creation that became an update says what the run would do, and so do its results.",
            [
                new("a creation that is an update by now, step 5: *", "results.jsonl", "+ change 1.*"),
            ]),
        .. Because(
            "That a key may not read its account is not remembered: it is asked for again, since the permission may have been granted.",
            [
                new("a restricted key, step ?: *", "standard output", "? Requests  *"),
                new("a restricted key, step ?: *", "report.html", "? <dd>*", "+ </dd>"),
                new("a restricted key, step ?: *", "report.json", "? requests.account: ?"),
                new("a restricted key, step ?: *", "requests", "+ GET /v1/account 403: 1"),
            ]),
        .. Because(
            "A duration that is not known is compared as it stands.",
            [
                new("bad rows, step *", "standard output", "? *duration is `sometimes`*", "? rows.csv is not valid: *", "- invalid duration: 1", "+ unknown duration: 1  warning", "+ ! rows.csv:13  N03  duration"),
                new("bad rows, step *", "report.html", "? problems[*][2]: \"*_duration\"", "? problems[*][4]: \"duration is `sometimes`*"),
                new("bad rows, step *", "report.json", "? problems[*].kind: \"*_duration\"", "? problems[*].message: \"duration is `sometimes`*"),
            ]),
        .. Because(
            "Every other kind of file is named in one form of sentence.",
            [
                new("bad files, step *", "standard output", "? page.csv:1: error: The file is a web page (HTML), not a CSV file*"),
            ]),
        .. Because(
            "A change of which no answer says whether it was made is unknown, with a count and words of its own everywhere.",
            [
                new("*", "r*.json", "- schema: \"couponsync.report/1\"", "+ schema: \"couponsync.report/2\"", "+ summary.unknown: 0"),
                new(
                    "*",
                    "r*.html",
                    "? <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-*'; script-src 'sha256-*'; base-uri 'none'; form-action 'none'\">",
                    "+ *--c-unknown: #*;",
                    "+ .is-unknown { fill: var(--c-unknown); background: var(--c-unknown); }",
                    "- .tag.delete, .tag.failed { color: var(--bad); }",
                    "+ .tag.delete, .tag.failed, .tag.unknown { color: var(--bad); }",
                    "-   const OUTCOMES = { applied: 'Applied', unchanged: 'Already in place', stale: 'Stale', failed: 'Failed', notAttempted: 'Not attempted' };",
                    "+   const OUTCOMES = data.outcomes;",
                    "-     const unsuccessful = changes.filter(change => change[OUTCOME] === 'failed' || change[OUTCOME] === 'stale')",
                    "+     const unsuccessful = changes.filter(change => change[OUTCOME] in data.titles)",
                    "+ outcomes.applied: \"Applied\"",
                    "+ outcomes.unchanged: \"Already in place\"",
                    "+ outcomes.unknown: \"Unknown\"",
                    "+ outcomes.failed: \"Failed\"",
                    "+ outcomes.stale: \"Stale\"",
                    "+ outcomes.notAttempted: \"Not attempted\"",
                    "+ titles.unknown: \"sent, and no answer says whether they were made\"",
                    "- titles.failed: \"refused by Stripe, not answered, or made otherwise than asked\"",
                    "+ titles.failed: \"refused by Stripe, or made otherwise than asked\""),
                new("sync the sample, step 2: *", "m.prom", "+ couponsync_changes{*,outcome=\"unknown\"} 0"),
                Failed("failed rows are synced again, step 3: *"),
                Failed("the failure limit, step ?: sync *"),
                Failed("a key that is revoked half way, step 3: *"),
                new("the failure limit, step 5: *", "*", "- *More changes have failed than --max-failures allows: 4 is over 3*", "+ *More changes have failed, or are unknown, than --max-failures allows: 4 is over 3*"),

                // Past runs.
                Runs("sync, step ?: runs*"),
                new("sync, step ?: runs*", "standard output", "- * 30        0        0       0     0         1<duration>", "+ * 30        0        0       0        0     0         1<duration>"),
                new("sync, step 4: runs", "standard output", "- * 30       30       30       0     0        32<duration>", "+ * 30       30       30       0        0     0        32<duration>"),
                Runs("stopped in order, step 3: runs"),
                new("stopped in order, step 3: runs", "standard output", "- * cancelled    30       30        6       0    24         8<duration>", "+ * cancelled    30       30        6       0        0    24         8<duration>"),
                Runs("killed while it read, step 3: runs"),
                new("killed while it read, step 3: runs", "standard output", "- * broken      -        -        -       -     -         -     -", "+ * broken      -        -        -       -        -     -         -     -"),
                Runs("killed, gone on with, step 3: runs"),
                new("killed, gone on with, step 3: runs", "standard output", "- * broken      -       30        7       -    23         -     -", "+ * broken      -       30        7       -        1    22         -     -"),
                Runs("killed, synced again, step 6: runs"),
                new(
                    "killed, synced again, step 6: runs",
                    "standard output",
                    "- <run 3>  sync *  30       22       22       0     0        24<duration>",
                    "+ <run 3>  sync *  30       22       22       0        0     0        24<duration>",
                    "- <run 2>  -  * broken      -       30        7       -    23         -      -",
                    "+ <run 2>  -  * broken      -       30        7       -        1    22         -      -",
                    "- <run 1>  sync (dry) *  30       30        0       0     0         2<duration>",
                    "+ <run 1>  sync (dry) *  30       30        0       0        0     0         2<duration>"),
                new(
                    "killed, gone on with, step 4: runs {run1}",
                    "standard output",
                    "- Of 30 planned changes, 7 have a result and 23 are left.",
                    "- A change that was under way may have reached Stripe; sending it again has no second effect.",
                    "+ Of 30 planned changes, 7 have a result, 1 is unknown and 22 are left.",
                    "+ What is unknown was sent, and may have been made; sending it again has no second effect."),

                // Of the four changes without a usable answer three are unknown; going on settles two of them.
                new(
                    "answers that are lost for good, step 3: *",
                    "standard output",
                    "- 26 of 30 changes were applied and 4 failed.",
                    "+ 26 of 30 changes were applied, 1 failed and 3 are unknown (sent, perhaps made).",
                    "+ unknown: 3  sent, and no answer says whether they were made",
                    "- failed: 4  refused by Stripe, not answered, or made otherwise than asked",
                    "+ failed: 1  refused by Stripe, or made otherwise than asked",
                    "- Unchanged   0      Failed    4",
                    "+ Unchanged   0      Failed    1",
                    "+ To update  30      Unknown   3",
                    "+   couponsync apply <run 1>",
                    "+ "),
                new(
                    "answers that are lost for good, step 5: *",
                    "standard output",
                    "- 29 of 30 changes were applied and 1 failed.",
                    "+ 29 of 30 changes were applied and 1 is unknown (sent, perhaps made).",
                    "+ unknown: 1  sent, and no answer says whether they were made",
                    "- failed: 1  refused by Stripe, not answered, or made otherwise than asked",
                    "- Unchanged   0      Failed    1",
                    "+ Unchanged   0      Failed    0",
                    "+ To update  30      Unknown   1",
                    "+   couponsync apply <run 2>"),
                new(
                    "answers that are lost for good, *",
                    "standard output",
                    "- ~ C??  [failed]  *",
                    "+ ~ C??  [made or not, which is not known]  *",
                    "- To update  30",
                    "+ Find out what is unknown, and make it where it was not:"),
                new("answers that are lost for good, *", "results.jsonl", "- change *.outcome: \"failed\"", "+ change *.outcome: \"unknown\""),
                new("answers that are lost for good, *", "report.json", "- changes[*].outcome: \"failed\"", "+ changes[*].outcome: \"unknown\"", "? summary.failed: *", "+ summary.unknown: *"),
                new(
                    "answers that are lost for good, *",
                    "errors.csv",
                    "- row *, error_code: \"api_error\"",
                    "- row *, error_code: \"reset\"",
                    "+ row *, error_code: \"unknown\"",
                    "- row *, error_message: \"Sorry! *",
                    "+ row *, error_message: \"It is not known whether this was made. Sorry! *",
                    "- row *, error_message: \"The connection to <server> was lost *",
                    "+ row *, error_message: \"It is not known whether this was made. The connection to <server> was lost *"),
                new(
                    "answers that are lost for good, *",
                    "report.html",
                    "? <title>*</title>",
                    "? <h1 class=\"short\">*</h1>",
                    "? <svg * aria-label=\"Applied: *\">",
                    "? <rect class=\"is-*",
                    "? <span class=\"figure\" data-count=\"failed\">*",
                    "+ <span class=\"figure\" data-count=\"unknown\">*",
                    "- <span class=\"swatch is-failed\">",
                    "+ <span class=\"swatch is-unknown\">",
                    "- <span class=\"label\">Failed</span>",
                    "+ <span class=\"label\">Unknown</span>",
                    "+ <li>",
                    "+ </li>",
                    "+ </span>",
                    "+ <dt>Find out what is unknown, and make it where it was not</dt>",
                    "+ <code>couponsync apply <run ?></code>",
                    "+ <dd>",
                    "+ </dd>",
                    "- changes[*][3]: \"failed\"",
                    "+ changes[*][3]: \"unknown\""),
            ]),

        // Undo, and going on.
        .. Because(
            "Undo takes back what the run did: of a run that was stopped or killed, what it sent, and not what a later run did of the same plan.",
            [
                .. Undone("stopped in order, and taken back, step 4: *", 6, "7 (1 list, 6 update)"),
                .. Undone("killed, synced again, step 5: *", 8, "10 (1 list, 8 update, 1 events)"),
                new("killed, synced again, step 6: runs", "standard output", "- <run 4>  revert *  30       30       30       0     0        31<duration>", "+ <run 4>  revert *   8        8        8       0        0     0        10<duration>"),
                new("stopped in order, and taken back, in the end", "account", "- C*, written 2 times: *\"Value\":\"old\"}]}", "+ C*, written 1 times: *\"Value\":\"new-*\"}]}"),
                new("killed, synced again, in the end", "account", "- C*, written 2 times: *\"Value\":\"old\"}]}", "+ C*, written 1 times: *\"Value\":\"new-*\"}]}"),
            ]),
        .. Because(
            "Whether an unknown change was made is told by the event that carries its key, which costs one request.",
            [
                new("killed, synced again, step 5: *", "requests", "+ GET /v1/events 200: 1"),
                new("killed, synced again, step 5: *", "report.json", "? requests.events: ?"),
                .. Looked("answers that are lost for good, *"),
                .. Looked("killed, gone on with, step 5: *"),
                .. Looked("killed after the write, gone on with, *"),
                .. Looked("killed while it took back, step 4: *"),
                new("answers that are lost for good, step 5: *", "*", "- *goes on with the run <run 1>, which made 26 of 30 changes*", "+ *goes on with the run <run 1>, which made 28 of 30 changes*"),
                new("killed after the write, gone on with, *", "*", "- *goes on with the run <run 1>, which made 7 of 30 changes*", "+ *goes on with the run <run 1>, which made 8 of 30 changes*"),
                new("killed while it took back, step 4: *", "*", "- *goes on with the run <run 2>, which made 7 of 30 changes*", "+ *goes on with the run <run 2>, which made 8 of 30 changes*"),
            ]),
        .. Because(
            "A result that was taken over from an earlier run names the run that made it, its key and its request, so that undo finds it.",
            [
                new("a key that is revoked half way, *", "results.jsonl", "+ change *.madeBy: \"<run 1>\""),
                new("stopped in order, step 4: *", "results.jsonl", "+ change *.madeBy: \"<run 1>\""),
                new("stale changes, *", "results.jsonl", "+ change *.madeBy: \"<run 3>\""),
                new("the failure limit, step 8: *", "results.jsonl", "+ change *.madeBy: \"<run 2>\""),
                new("the failure limit, step 9: *", "results.jsonl", "+ change *.madeBy: \"<run 3>\""),
                new("killed, gone on with, step 5: *", "results.jsonl", "+ change *.madeBy: \"<run 1>\""),
                TakenOver("killed after the write, gone on with, step ?: apply {run1}", 1, "8"),
                TakenOver("killed while it took back, step 4: *", 2, "8"),
                TakenOver("answers that are lost for good, step 5: *", 1, "?"),
                new("answers that are lost for good, step 5: *", "results.jsonl", "- change 6.requestId: null"),
                new("answers that are lost for good, step 5: *", "report.json", "- changes[5].requestId: null", "+ changes[5].requestId: \"<request>\""),
            ]),
        .. Because(
            "Nothing is claimed that the run did not do: what was never sent, or refused with a plain 409, and is there nevertheless, is already in place.",
            [
                .. InPlace("killed after the write, gone on with, step 4: *", 30, " 8", 22),
                .. InPlace("the failure limit, step 9: *", 20, "10", 10),
            ]),

        // errors.csv.
        .. Because(
            "errors.csv is as safe to open in a spreadsheet as an export: formulas have an apostrophe, and the last column says so.",
            [
                new(
                    "bad rows, *",
                    "errors.csv",
                    "- columns: id, name, *, metadata[x], couponsync_escaped, , error_line, error_code, error_message",
                    "+ columns: id, name, *, metadata[x], , error_line, error_code, error_message, couponsync_escaped",
                    "- row *, duration_in_months: \"-1\"",
                    "+ row *, duration_in_months: \"'-1\"",
                    "- row *, couponsync_escaped: \"\"",
                    "+ row *, couponsync_escaped: \"apostrophe\""),
                new(
                    "failed rows are synced again, *",
                    "errors.csv",
                    "- columns: id, metadata[order_id], error_line, error_code, error_message",
                    "+ columns: id, metadata[order_id], error_line, error_code, error_message, couponsync_escaped",
                    "- row *, metadata[order_id]: \"=1+1\"",
                    "+ row *, metadata[order_id]: \"'=1+1\"",
                    "+ row *, couponsync_escaped: \"\"",
                    "+ row *, couponsync_escaped: \"apostrophe\""),
            ]),
        .. Because(
            "errors.csv quotes and escapes as an export does, so as an input it has another hash.",
            [.. Hash("sync the sample, step 4: *"), .. Hash("failed rows are synced again, step 6: *")]),

        // What is said.
        .. Because(
            "What a run on a live account does is said as it is: it writes; metadata is nothing that customers are charged by.",
            [
                new("live keys, *", "standard error", "- *this would change what real customers are charged by.*", "+ *this would write to a LIVE account.*"),
            ]),
        .. Because(
            "A wrong setting is told in one way: its whole name, its value in quotes, and what is allowed.",
            [
                new("wrong settings and options, step 7: *", "standard error", "- couponsync: Throttle:Rate is 0; it must be between 0.1 and 10000.", "+ couponsync: Throttle:Rate is '0', but must be between 0.1 and 10000."),
                new("delimiters and encodings, step 15: *", "standard error", "- couponsync: Csv:Delimiter is 'xx', but must be *, or one character.", "+ couponsync: Csv:Delimiter is 'xx', but must be *, or one ASCII character that is no quote."),
            ]),
        .. Because(
            "A command that is refused before it has read or sent anything leaves no run.",
            [
                new("delimiters and encodings, step 15: *", "files of the run", "- (there was one)"),
            ]),
        .. Because(
            "`runs RUN` shows what a run did, also where that was not what it had planned.",
            [
                new("a creation that is an update by now, step 6: runs {run2}", "standard output", "- + NEW1  line 2", "-     15 % off, once", "+ ~ NEW1  line 2"),
            ]),
        .. Because(
            "Lines of a plan are read by their contract, which does not tell one that is cut short from one that is not of a plan.",
            [
                new("a damaged plan, step 6: *", "*", "- *plan.jsonl:5: this line is not whole JSON; the plan was cut short or edited*", "+ *plan.jsonl:5: this line is not whole JSON, or not of a plan; the plan was cut short or edited*"),
            ]),

        // Inside.
        .. Because(
            "Rows are no longer matched by fingerprints, whose table made the file larger.",
            [
                new("killed while it took back, step 3: *", "coupons.db", "? * characters"),
            ]),
        .. Because(
            "Reading lists while fewer pages were asked for than ids are unseen, for up to three rows too; a run remembers how large the account was, and says what is expected by that.",
            [
                new("*", "standard error", "? Reading * coupon* is expected to take *"),
                new("*", "standard output", "? Reading took * requests, expected *"),
                new("*", "report.json", "? run.remarks[*]: \"Reading took * requests, expected *", "? requests.total: *", "? requests.list: *", "? requests.retrieve: *"),
                new("*", "*.html", "? <p class=\"remark\">Reading took * requests, expected *"),
                .. ListedFirst("pruning, *"),
                .. ListedFirst("terms in conflict, *"),
                .. ListedFirst("unprefixed columns, *"),
                .. ListedFirst("creating, *"),
                .. ListedFirst("delimiters and encodings, *"),
                .. ListedFirst("failed rows are synced again, *"),
                .. ListedFirst("taking back names, *"),
                .. ListedFirst("export of formulas, *"),
                .. ListedFirst("few rows in a large account, *"),
                new("export, *", "requests", "? GET /v1/coupons* *: *"),

                // The list has shown the coupons to the run before, so that events tell of them.
                .. ByEvents("names and unsetting, step 4: *"),
                new("names and unsetting, step 4: *", "standard output", "? Requests *"),
                new("names and unsetting, step 4: *", "report.html", "? <dd>*<small>*</small>"),
                new("names and unsetting, step 4: *", "requests", "- GET /v1/coupons 200: 1"),
                .. ByEvents("export of formulas, step 7: *"),
                new("delimiters and encodings, step 13: *", "standard error", "- "),
                new("delimiters and encodings, step 13: *", "report.html", "+ "),
                new("delimiters and encodings, step 13: *", "report.json", "+ run.remarks: []"),

                // The list has shown the second coupon to the run before, so that events tell of it.
                new("failed rows are synced again, step 6: *", "standard error", "- "),
                new("failed rows are synced again, step 6: *", "report.json", "+ run.remarks: []"),
                new("failed rows are synced again, step 6: *", "report.html", "+ "),
            ]),
    ];

    // A page in place of a few coupons by id.
    private static IEnumerable<Where> ListedFirst(string place) =>
    [
        new(place, "standard output", "? Requests  *"),
        new(place, "requests", "? GET /v1/coupons* *: *"),
        new(place, "report.html", "? <dd>*<small>*</small>"),
    ];

    private static IEnumerable<Where> ByEvents(string place) =>
    [
        new(place, "standard output", "? Rows  *", "? Unchanged  *", "? To update  *", "+   by events, not read today  *"),
        new(place, "standard error", "- "),
        new(place, "report.html", "+ "),
        new(place, "report.json", "+ run.remarks: []", "? summary.unchangedByEvents: *"),
    ];

    // What of failures was unknown before.
    private static Where Failed(string place) =>
        new(place, "standard output", "- failed: *  refused by Stripe, not answered, or made otherwise than asked", "+ failed: *  refused by Stripe, or made otherwise than asked");

    private static Where Runs(string place) =>
        new(place, "standard output", "- RUN *  APPLIED  FAILED  LEFT  REQUESTS*", "+ RUN *  APPLIED  FAILED  UNKNOWN  LEFT  REQUESTS*");

    // The old program took all 30 changes back.
    private static IEnumerable<Where> Undone(string place, int count, string requests) =>
    [
        new(place, "standard error", "- Reading 30 coupons is expected to take *", $"+ Reading {count} coupons is expected to take *"),
        new(place, "plan.jsonl", "- {\"seq\":*,\"line\":*,\"id\":\"C*\",\"action\":\"update\",*", "- {\"end\":{\"changes\":30,*", $"+ {{\"end\":{{\"changes\":{count},*"),
        new(place, "requests", "- POST /v1/coupons/{id} 200: 30", $"+ POST /v1/coupons/{{id}} 200: {count}"),
        new(place, "results.jsonl", "- change *"),
        new(
            place,
            "standard output",
            "- All 30 changes were applied.",
            $"+ All {count} changes were applied.",
            "- ~ C*  line *",
            "-     order_id: \"new-*\" -> \"old\"",
            "- … and 10 more in .couponsync/runs/<run *>/report.json",
            "- ",
            "- Rows       30      Applied  30",
            $"+ Rows       {count}      Applied  {count}",
            "? Unchanged *0      Failed *0",
            "- To update  30",
            $"+ To update  {count}",
            "- Requests  31 (1 list, 30 update)",
            $"+ Requests  {requests}"),
        new(place, "report.json", "- changes[*", "? run.planSha256: \"*\"", "? summary.rows: *", "? summary.update: *", "? summary.applied: *", "? requests.total: *", "? requests.update: *"),
        new(
            place,
            "report.html",
            "- changes[*",
            "? <title>*</title>",
            "? <h1 class=\"short\">*</h1>",
            "? <h2>*</h2>",
            "? <svg *>",
            "? <span class=\"figure\" data-count=\"*\">*</span>",
            "? <dd>*<small>*</small>",
            "? <td>*</td>"),
    ];

    private static IEnumerable<Where> Looked(string place) =>
    [
        new(place, "requests", "+ GET /v1/events 200: 1"),
        new(place, "standard output", "- Requests  * (1 list*)", "+ Requests  * (1 list*, 1 events)"),
        new(place, "report.json", "? requests.total: *", "- requests.events: 0", "+ requests.events: 1"),
        new(place, "report.html", "? <dd>*<small>1 list*</small>"),
    ];

    private static Where TakenOver(string place, int run, string change) => new(
        place,
        "results.jsonl",
        $"+ change *.madeBy: \"<run {run}>\"",
        $"- change {change}.idempotencyKey: null",
        $"- change {change}.attempts: 0");

    private static IEnumerable<Where> InPlace(string place, int count, string applied, int inPlace) =>
    [
        new(
            place,
            "standard output",
            $"- All {count} changes were applied.",
            $"+ {applied.Trim()} of {count} changes were applied and {inPlace} were already in place.",
            "- ~ C??  line *",
            "+ ~ C??  [already in place]  line *",
            $"- Rows       {count}      Applied  {count}",
            "- Unchanged   0      Failed    0",
            $"- To update  {count}",
            $"+ Rows       {count}      Applied           {applied}",
            $"+ Unchanged   0      Already in place  {inPlace}",
            $"+ To update  {count}      Failed             0"),
        new(place, "report.json", "- changes[*].outcome: \"applied\"", "+ changes[*].outcome: \"unchanged\"", "? summary.applied: *", "? summary.alreadyApplied: *"),
        new(place, "results.jsonl", "- change *.outcome: \"applied\"", "+ change *.outcome: \"unchanged\""),
        new(
            place,
            "report.html",
            "- changes[*][3]: \"applied\"",
            "+ changes[*][3]: \"unchanged\"",
            "? <title>*</title>",
            "? <h1 class=\"short\">*</h1>",
            "? <svg * aria-label=\"Applied: *\">",
            "? <rect class=\"is-*",
            "? <span class=\"figure\" data-count=\"applied\">*",
            "+ <span class=\"figure\" data-count=\"alreadyApplied\">*",
            "+ <span class=\"swatch is-alreadyApplied\">",
            "+ <span class=\"label\">Already in place</span>",
            "+ <li>",
            "+ </li>",
            "+ </span>"),
    ];

    private static IEnumerable<Where> Hash(string place) =>
    [
        new(place, "plan.jsonl", "? {\"schema\":\"couponsync.plan/1\",*,\"input\":{\"path\":\".couponsync/runs/<run 1>/errors.csv\",\"sha256\":\"*\",\"rows\":*},\"settings\":{\"unsetEmptyCells\":false,\"pruneMetadata\":false,\"createMissing\":false}"),
        new(place, "report.json", "? run.input.sha256: \"*\""),
        new(place, "report.html", $"? <code>{new string('?', 64)}</code>"),
    ];

    private static IEnumerable<ExpectedDifference> Because(string reason, IEnumerable<Where> places) =>
        from place in places
        from line in place.Lines
        select new ExpectedDifference(place.Place, place.Part, line, reason);

    private sealed record Where(string Place, string Part, params IEnumerable<string> Lines);
}
