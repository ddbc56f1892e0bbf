using System.Text.Json;
using CouponSync.Planning;
using CouponSync.Pushing.Throttling;

namespace CouponSync.Reporting;

/// <summary>What <c>report.json</c> says of a run as a whole.</summary>
/// <param name="Run">Which run.</param>
/// <param name="Summary">The counts.</param>
/// <param name="Requests">The requests.</param>
internal sealed record RunReportHead(RunInfo Run, RunCounts Summary, RequestCounts Requests);

/// <summary>Reads the head of a <c>report.json</c>; changes and problems are passed over without being held.</summary>
internal static class RunReportReader
{
    private const int FirstBuffer = 1 << 14;

    // Far above any head; a file that needs more is not one of ours.
    private const int LargestBuffer = 1 << 26;

    /// <summary>Reads the head of a report.</summary>
    /// <exception cref="InvalidDataException">It is no report, it is cut, or its schema is not known.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task<RunReportHead> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        try
        {
            return await ScanAsync(stream, cancellationToken);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            throw new InvalidDataException($"This is not a complete CouponSync report: {error.Message}", error);
        }
    }

    private static async Task<RunReportHead> ScanAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[FirstBuffer];
        var filled = 0;
        var scan = new HeadScan();
        while (true)
        {
            if (filled == buffer.Length)
            {
                if (buffer.Length >= LargestBuffer)
                {
                    throw new JsonException("One of its values is too large.");
                }

                Array.Resize(ref buffer, buffer.Length * 2);
            }

            var read = await stream.ReadAsync(buffer.AsMemory(filled), cancellationToken);
            filled += read;
            var consumed = scan.Advance(buffer.AsSpan(0, filled), isFinal: read == 0);
            if (scan.Head() is { } head)
            {
                return head;
            }

            if (read == 0)
            {
                throw new JsonException("Its run, summary or requests are missing.");
            }

            buffer.AsSpan(consumed, filled - consumed).CopyTo(buffer);
            filled -= consumed;
        }
    }

    private sealed class HeadScan
    {
        private readonly Dictionary<string, JsonElement> _found = new(StringComparer.Ordinal);
        private JsonReaderState _state = new(new JsonReaderOptions());

        public int Advance(ReadOnlySpan<byte> bytes, bool isFinal)
        {
            var reader = new Utf8JsonReader(bytes, isFinal, _state);
            var (position, state) = (0L, _state);
            while (!IsComplete() && reader.Read())
            {
                if (reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 } && IsWanted(ref reader, out var name))
                {
                    // A wanted value is taken whole; until it is all there, its name is read again.
                    var ahead = reader;
                    if (!ahead.Read() || !ahead.TrySkip())
                    {
                        break;
                    }

                    reader.Read();
                    _found[name] = JsonElement.ParseValue(ref reader);
                }

                (position, state) = (reader.BytesConsumed, reader.CurrentState);
            }

            _state = state;
            return (int)position;
        }

        public RunReportHead? Head()
        {
            if (!IsComplete())
            {
                return null;
            }

            var schema = _found["schema"].GetString();
            if (schema is not (RunReport.Schema or RunReport.FormerSchema))
            {
                throw new InvalidDataException(
                    $"The report's schema is {VisibleText.Quote(schema ?? "null")}; this version reads {RunReport.Schema}.");
            }

            return new RunReportHead(
                ReportHeadFields.Run(_found["run"]),
                ReportHeadFields.Summary(_found["summary"]),
                ReportHeadFields.Requests(_found["requests"]));
        }

        private bool IsComplete() => _found.Count == 4;

        private static bool IsWanted(ref Utf8JsonReader reader, out string name)
        {
            name = reader.ValueTextEquals("schema") ? "schema"
                : reader.ValueTextEquals("run") ? "run"
                : reader.ValueTextEquals("summary") ? "summary"
                : reader.ValueTextEquals("requests") ? "requests"
                : string.Empty;
            return name.Length > 0;
        }
    }
}
