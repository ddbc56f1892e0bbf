using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CouponSync.Emulator;

/// <summary><c>GET /v1/account</c>: the account a key belongs to.</summary>
internal static class AccountEndpoint
{
    /// <summary>Answers with the account, in the fields a client of coupons can want.</summary>
    public static Answer Retrieve(RequestContext request, EmulatorOptions options)
    {
        request.Parameters.Allow("expand");
        Expansions.OfAccount(request.Parameters);
        var body = $$"""
            {
              "id": "{{JsonEncodedText.Encode(options.AccountId, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}}",
              "object": "account",
              "business_profile": null,
              "business_type": null,
              "charges_enabled": true,
              "country": "US",
              "default_currency": "usd",
              "details_submitted": true,
              "email": null,
              "metadata": {},
              "payouts_enabled": true,
              "settings": {
                "branding": {
                  "icon": null,
                  "logo": null,
                  "primary_color": null,
                  "secondary_color": null
                },
                "card_payments": {
                  "statement_descriptor_prefix": null,
                  "statement_descriptor_prefix_kana": null,
                  "statement_descriptor_prefix_kanji": null
                },
                "dashboard": {
                  "display_name": "CouponSync emulator",
                  "timezone": "Etc/UTC"
                },
                "payments": {
                  "statement_descriptor": null,
                  "statement_descriptor_kana": null,
                  "statement_descriptor_kanji": null
                }
              },
              "type": "standard"
            }

            """;
        return new Answer(200, Encoding.UTF8.GetBytes(body), IsRemembered: false);
    }
}
