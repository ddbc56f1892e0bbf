using System.Globalization;

namespace CouponSync.Reporting.Metrics;

/// <summary>When runs last succeeded, by the labels of their account. It outlives failed runs, damaged lines, and runs on
/// other accounts that write to the same file.</summary>
internal sealed class LastSuccesses
{
    private readonly Dictionary<string, double> _samples = new(StringComparer.Ordinal);
    private readonly HashSet<string> _labels = new(StringComparer.Ordinal);

    /// <summary>The samples, as labels and Unix seconds.</summary>
    public IEnumerable<(string Labels, double Value)> Samples => _samples.Select(static s => (s.Key, s.Value));

    /// <summary>The labels of the run that wrote the file; null when there are none, or several.</summary>
    public string? OnlyLabels => _labels.Count == 1 ? _labels.Single() : null;

    /// <summary>Reads what was rendered before.</summary>
    /// <param name="text">The file, perhaps a damaged one. A last line without its end is no line.</param>
    public static LastSuccesses Read(string text)
    {
        var found = new LastSuccesses();
        foreach (var line in text.Split('\n')[..^1])
        {
            if (Sample(line, PrometheusText.LastSuccess) is { } success
                && double.TryParse(success.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
            {
                found._samples[success.Labels] = value;
            }
            else if (Sample(line, PrometheusText.LastRun) is { Labels.Length: > 0 } run)
            {
                found._labels.Add(run.Labels);
            }
        }

        return found;
    }

    /// <summary>Whether a success is known.</summary>
    public bool Has(string labels)
    {
        // A failed run of an earlier version lost the labels: what it kept is the success of whoever comes first.
        if (!_samples.ContainsKey(labels) && _samples.Remove("", out var unlabelled))
        {
            _samples[labels] = unlabelled;
        }

        return _samples.ContainsKey(labels);
    }

    /// <summary>Sets the last success.</summary>
    public void Set(string labels, DateTimeOffset instant)
    {
        _samples.Remove("");
        _samples[labels] = PrometheusText.Seconds(instant);
    }

    private static (string Labels, string Value)? Sample(string line, string name)
    {
        if (!line.StartsWith(name, StringComparison.Ordinal))
        {
            return null;
        }

        var rest = line[name.Length..].TrimEnd('\r');
        var end = rest.StartsWith('{') ? rest.LastIndexOf("} ", StringComparison.Ordinal) : 0;
        return end < 0 || (end == 0 && !rest.StartsWith(' ')) ? null
            : end == 0 ? ("", rest[1..])
            : (rest[1..end], rest[(end + 2)..]);
    }
}
