namespace CouponSync.Emulator;

/// <summary><c>GET /v1/account</c>: the account a key belongs to.</summary>
internal static class AccountEndpoint
{
    /// <summary>Answers with the account, in the fields a client of coupons can want.</summary>
    public static Answer Retrieve(RequestContext request, EmulatorOptions options)
    {
        request.Parameters.Allow("expand");
        Expansions.OfAccount(request.Parameters);
        return new Answer(
            200,
            JsonBodies.Make(options.AccountId, static (json, id) =>
            {
                json.WriteStartObject();
                json.WriteString("id"u8, id);
                json.WriteString("object"u8, "account"u8);
                json.WriteNull("business_profile"u8);
                json.WriteNull("business_type"u8);
                json.WriteBoolean("charges_enabled"u8, true);
                json.WriteString("country"u8, "US"u8);
                json.WriteString("default_currency"u8, "usd"u8);
                json.WriteBoolean("details_submitted"u8, true);
                json.WriteNull("email"u8);
                json.WriteStartObject("metadata"u8);
                json.WriteEndObject();
                json.WriteBoolean("payouts_enabled"u8, true);
                json.WriteStartObject("settings"u8);
                json.WriteStartObject("dashboard"u8);
                json.WriteString("display_name"u8, "CouponSync emulator"u8);
                json.WriteString("timezone"u8, "Etc/UTC"u8);
                json.WriteEndObject();
                json.WriteEndObject();
                json.WriteString("type"u8, "standard"u8);
                json.WriteEndObject();
            }),
            IsRemembered: false);
    }
}
