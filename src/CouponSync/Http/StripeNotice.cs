using CouponSync.Text;
using Serilog;

namespace CouponSync.Http;

/// <summary>
/// Takes the header <c>Stripe-Notice</c> out of answers: Stripe.net prints it to standard error, past all that this
/// program promises of that. What it says is logged once a run.
/// </summary>
/// <param name="log">The log.</param>
internal sealed class StripeNotice(ILogger log)
{
    private const string Header = "Stripe-Notice";
    private const int MostCharacters = 1_000;

    private int _isLogged;

    /// <summary>Takes it out of an answer.</summary>
    public void Take(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues(Header, out var values))
        {
            return;
        }

        var text = string.Join(' ', values);
        response.Headers.Remove(Header);
        if (Interlocked.Exchange(ref _isLogged, 1) == 0)
        {
            log.Information("Stripe sent a notice: {Notice}", VisibleText.Escape(text.Length > MostCharacters ? text[..MostCharacters] : text));
        }
    }
}
