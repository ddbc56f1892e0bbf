using System.Globalization;

namespace CouponSync.Remote;

/// <summary>The tables of a snapshot's file.</summary>
internal static class SnapshotTables
{
    /// <summary>Their version; a file of another one is not used.</summary>
    public const long Version = 4;

    // Made when all coupons are there.
    private const string Index = "CREATE INDEX by_created ON coupons (created)";

    private static readonly string[] Tables =
    [
        $"CREATE TABLE coupons ({CouponColumns.Declared}) STRICT, WITHOUT ROWID",
        "CREATE TABLE facts (id INTEGER PRIMARY KEY CHECK (id = 1), json TEXT NOT NULL) STRICT",
        "CREATE TABLE own_writes (key TEXT PRIMARY KEY, request TEXT, coupon TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID",
        "CREATE TABLE to_read (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
    ];

    /// <summary>Makes them in an empty file.</summary>
    public static void Create(SnapshotSql sql)
    {
        sql.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {Version}"));
        foreach (var table in Tables)
        {
            sql.Execute(table);
        }
    }

    /// <summary>Says that all coupons are there.</summary>
    public static void Complete(SnapshotSql sql) => sql.Execute(Index);

    /// <summary>Checks those of a kept file. Under others, which damage can make of them, statements would fail as if the program were at fault.</summary>
    /// <exception cref="InvalidDataException">They are of another version, or damaged.</exception>
    public static void Check(SnapshotSql sql)
    {
        var version = (long)sql.Scalar("PRAGMA user_version")!;
        if (version != Version)
        {
            throw new InvalidDataException($"it has version {version}, this program reads version {Version}");
        }

        var found = sql.Scalar("SELECT group_concat(sql, ';' ORDER BY rowid) FROM sqlite_schema WHERE sql IS NOT NULL") as string;
        if (found != string.Join(';', Tables.Append(Index)))
        {
            throw new InvalidDataException("its tables are not those of this version, or it was never complete");
        }
    }
}
