using Microsoft.Data.Sqlite;

namespace CouponSync.Simulation;

/// <summary>
/// A deliberate fault of the program, made from outside: through its settings, or in the files it leaves between two
/// runs. A simulation that does not notice one cannot be relied on.
/// </summary>
/// <param name="Name">What the program does wrong.</param>
internal sealed record Sabotage(string Name)
{
    /// <summary>The program's <c>Snapshot:Overlap</c>; null for the month's.</summary>
    public TimeSpan? Overlap { get; init; }

    /// <summary>The program's <c>Snapshot:AuditPages</c>.</summary>
    public int AuditPages { get; init; } = 1;

    /// <summary>Whether the simulation notices it within a few months.</summary>
    public bool IsQuick { get; init; }

    /// <summary>Run on the kept snapshot after each run; null for nothing.</summary>
    public string? Sql { get; init; }

    /// <summary>Whether the results of a killed run are gone before it is gone on with.</summary>
    public bool ForgetsResults { get; init; }

    /// <summary>The program as it is.</summary>
    public static Sabotage None { get; } = new("nothing");

    /// <summary>The faults that the simulation must notice; the tests let it notice the quick ones.</summary>
    public static IReadOnlyList<Sabotage> All { get; } =
    [
        new("events are read without overlap") { Overlap = TimeSpan.FromMinutes(1) },
        new("nothing is audited") { AuditPages = 0, IsQuick = true },
        new("own writes are not awaited") { Sql = "DELETE FROM own_writes", IsQuick = true },
        new("what is to be read again is forgotten") { Sql = "DELETE FROM to_read; UPDATE facts SET json = json_set(json, '$.Applying', NULL)" },
        new("the next events are read from when the run ended, and an hour on") { Sql = "UPDATE facts SET json = json_set(json, '$.EventsFrom', json_extract(json, '$.EventsFrom') + 3600)" },
        new("the snapshot never grows old") { Sql = "UPDATE facts SET json = json_set(json, '$.ReadFrom', json_extract(json, '$.EventsFrom'))" },
        new("a coupon's deletion is forgotten") { Sql = "CREATE TRIGGER IF NOT EXISTS forget AFTER DELETE ON coupons BEGIN INSERT INTO coupons VALUES (OLD.id, OLD.created, OLD.name, OLD.metadata, OLD.terms, OLD.times_redeemed, OLD.valid); END" },
        new("the snapshot is of no use to the next run") { Sql = "UPDATE facts SET json = json_set(json, '$.ReadFrom', 0)", IsQuick = true },
        new("a resumed run forgets its results") { ForgetsResults = true },
    ];

    /// <summary>Does to the files what the fault would have done.</summary>
    /// <param name="stateDirectory">The state directory, between two runs.</param>
    public void Strike(string stateDirectory)
    {
        if (Sql is null)
        {
            return;
        }

        foreach (var path in Directory.GetFiles(Path.Combine(stateDirectory, "snapshots"), "*.db"))
        {
            using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
            connection.Open();
            using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is a constant of this class.
            command.CommandText = Sql;
#pragma warning restore CA2100
            command.ExecuteNonQuery();
        }
    }
}
