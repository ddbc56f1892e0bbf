using System.Runtime.InteropServices;
using System.Text;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;

namespace CouponSync.Benchmarks;

/// <summary>The file of the tables: Markdown that begins below a heading of the second level, to be included as it is.</summary>
internal static class TablesFile
{
    /// <summary>Where the repository keeps it.</summary>
    public static string DefaultPath()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "CouponSync.sln")))
        {
            directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("Run it inside the repository, or name a file with --out.");
        }

        return Path.Combine(directory, "bench", "benchmarks.md");
    }

    /// <summary>Writes one table for each class of benchmarks.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="summaries">What was measured.</param>
    public static void Write(string path, IReadOnlyList<Summary> summaries)
    {
        var text = new StringBuilder();
        text.Append("## Time and allocation of single steps\n\n");
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"BenchmarkDotNet, a short run on {DateTime.UtcNow:yyyy-MM-dd}: {Environment.ProcessorCount} cores, .NET {Environment.Version}, {RuntimeInformation.ProcessArchitecture}. Loading, matching and planning are per row.\n");
        foreach (var summary in summaries)
        {
            var table = new AccumulationLogger();
            MarkdownExporter.GitHub.ExportToLog(summary, table);
            var lines = table.GetLog().ReplaceLineEndings("\n").Split('\n').Where(static l => l.StartsWith('|'));
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\n### {summary.BenchmarksCases[0].Descriptor.Type.Name.Replace("Benchmarks", "", StringComparison.Ordinal)}\n\n");
            text.AppendJoin('\n', lines).Append('\n');
        }

        File.WriteAllText(path, text.ToString());
    }
}
