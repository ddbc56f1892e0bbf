using System.Globalization;
using CouponSync.Emulator;

namespace CouponSync.Simulation.Cases;

/// <summary>The file of a case, and what it asks for: written down independently of the program.</summary>
internal sealed class CaseFile
{
    private static readonly string[] Keys = ["a", "b"];

    private readonly CaseSetting _setting;
    private readonly Dictionary<string, Row> _rows = new(StringComparer.Ordinal);

    /// <summary>Draws the rows.</summary>
    public CaseFile(CaseSetting setting, Random random)
    {
        _setting = setting;
        for (var i = 0; i < setting.Coupons; i++)
        {
            if (random.Next(4) != 0)
            {
                _rows[CaseAccount.Id(i)] = Draw(random, isNew: false);
            }
        }

        for (var i = 0; i < 3; i++)
        {
            _rows[$"NEW{i}"] = Draw(random, isNew: random.Next(4) != 0);
        }
    }

    /// <summary>The ids of its rows.</summary>
    public IEnumerable<string> Ids => _rows.Keys;

    /// <summary>Changes some of the rows.</summary>
    public void Edit(Random random)
    {
        foreach (var id in _rows.Keys.Where(_ => random.Next(4) == 0).ToList())
        {
            _rows[id] = Draw(random, _rows[id].IsNew);
        }
    }

    /// <summary>Writes it.</summary>
    public void Write(string path) => File.WriteAllLines(path, _rows
        .Select(static r => $"{r.Key},{r.Value.Name},{r.Value.Cells[0]},{r.Value.Cells[1]},{r.Value.Amount},{(r.Value.IsNew ? "10,once" : ",")}")
        .Prepend("id,name,metadata[a],metadata[b],currency_options[eur],percent_off,duration"));

    /// <summary>In what a coupon is not as its row wants it; null when it is.</summary>
    /// <param name="id">The coupon.</param>
    /// <param name="coupon">The coupon as it is; null when there is none.</param>
    public string? Unmet(string id, EmulatorCoupon? coupon)
    {
        var row = _rows[id];
        if (coupon is null)
        {
            return "is missing";
        }

        if (row.Name.Length > 0 && coupon.Name != row.Name)
        {
            return $"is named {coupon.Name}, not {row.Name}";
        }

        for (var i = 0; i < Keys.Length; i++)
        {
            var found = coupon.Metadata.GetValueOrDefault(Keys[i]);
            if (row.Cells[i].Length > 0 ? found != row.Cells[i] : found is not null && _setting.Options.Contains("unset"))
            {
                return $"has {Keys[i]}={found ?? "nothing"}, not '{row.Cells[i]}'";
            }
        }

        if (_setting.Options.Contains("--prune-metadata") && coupon.Metadata.Keys.Except(Keys).FirstOrDefault() is { } other)
        {
            return $"still has {other}";
        }

        var amount = coupon.Terms.CurrencyOptions?.GetValueOrDefault("eur").ToString(CultureInfo.InvariantCulture);
        return row.Amount.Length > 0 && amount != row.Amount ? $"takes off eur {amount}, not {row.Amount}" : null;
    }

    /// <summary>Whether the program cannot, or must not, make a coupon what its row wants.</summary>
    /// <param name="id">The coupon.</param>
    /// <param name="coupon">The coupon as it is; null when there is none.</param>
    public bool IsUnfulfillable(string id, EmulatorCoupon? coupon)
    {
        var row = _rows[id];
        if (coupon is null)
        {
            return !(row.IsNew && _setting.Options.Contains("--create-missing"));
        }

        return (row.IsNew && (coupon.Terms.PercentOff != 10 || coupon.Terms.Duration != "once"))
            || (row.Amount.Length > 0 && (coupon.Terms.AmountOff is null || !_setting.Options.Contains("--update-currency-options"))
                && coupon.Terms.CurrencyOptions?.GetValueOrDefault("eur").ToString(CultureInfo.InvariantCulture) != row.Amount);
    }

    private static Row Draw(Random random, bool isNew) => new(
        random.Next(4) == 0 ? $"Name {random.Next(3)}" : "",
        [.. Keys.Select(_ => random.Next(4) == 0 ? "" : $"v{random.Next(3)}")],
        !isNew && random.Next(5) == 0 ? (400 + random.Next(3)).ToString(CultureInfo.InvariantCulture) : "",
        isNew);

    private sealed record Row(string Name, string[] Cells, string Amount, bool IsNew);
}
