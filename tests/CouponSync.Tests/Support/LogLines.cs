using System.Globalization;
using Serilog.Core;
using Serilog.Events;

namespace CouponSync.Tests.Support;

/// <summary>Keeps the messages of a log, one a line.</summary>
/// <param name="lines">Gets them.</param>
internal sealed class LogLines(List<string> lines) : ILogEventSink
{
    public void Emit(LogEvent logEvent)
    {
        lock (lines)
        {
            lines.Add(logEvent.RenderMessage(CultureInfo.InvariantCulture));
        }
    }
}
