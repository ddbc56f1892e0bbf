namespace CouponSync.Emulator;

/// <summary>The endpoints under <c>/v1/coupons</c>.</summary>
internal sealed class CouponEndpoints(EmulatorOptions options, IdSource ids)
{
    private readonly MetadataRules _metadata = new(options);

    /// <summary><c>GET /v1/coupons/{id}</c>.</summary>
    public Answer Retrieve(RequestContext request)
    {
        request.Parameters.Allow("expand");
        var expansion = Expansions.OfCoupon(request.Parameters);
        if (request.Mode.Find(request.Id) is { } coupon)
        {
            return Ok(request, coupon, expansion);
        }

        return options.DeletedCouponAnswer == DeletedCouponAnswer.DeletedTrue && request.Mode.WasDeleted(request.Id)
            ? Deleted(request.Id)
            : throw NoSuch(request);
    }

    /// <summary><c>POST /v1/coupons</c>.</summary>
    public Answer Create(RequestContext request)
    {
        var coupon = CouponCreation.Read(request, _metadata, ids, out var expansion);
        lock (request.Mode.Gate)
        {
            var stored = request.Mode.Add(coupon) ?? throw new ApiErrorException(
                new ApiError(400, "Coupon already exists.", "resource_already_exists", "id") { IsRemembered = true });
            Applied(request, "coupon.created", stored, null);
            return Ok(request, stored, expansion);
        }
    }

    /// <summary><c>POST /v1/coupons/{id}</c>.</summary>
    public Answer Update(RequestContext request)
    {
        request.Parameters.Allow("currency_options", "expand", "metadata", "name");
        var expansion = Expansions.OfCoupon(request.Parameters);
        var name = request.Parameters.Text("name", CouponCreation.NameLength);
        var currencies = CurrencyOptions.Read(request.Parameters);
        lock (request.Mode.Gate)
        {
            var before = request.Mode.Find(request.Id) ?? throw NoSuch(request);
            if (currencies is not null && before.Terms.AmountOff is null)
            {
                throw new ApiErrorException(ApiError.Invalid(
                    "You may only specify `currency_options` for coupons with an `amount_off`.", "currency_options"));
            }

            var after = before with
            {
                Metadata = _metadata.Apply(before.Metadata, request.Parameters.Node("metadata")),
                Name = name ?? before.Name,
                // The same amounts again are no change, and make no event.
                Terms = currencies is null || currencies.All(c => before.Terms.CurrencyOptions?.GetValueOrDefault(c.Key) == c.Value)
                    ? before.Terms
                    : before.Terms with { CurrencyOptions = CurrencyOptions.Merge(before.Terms, currencies) },
            };
            request.Mode.Replace(after);
            Applied(request, "coupon.updated", after, before);
            return Ok(request, after, expansion);
        }
    }

    /// <summary><c>DELETE /v1/coupons/{id}</c>.</summary>
    public static Answer Delete(RequestContext request)
    {
        request.Parameters.Allow();
        lock (request.Mode.Gate)
        {
            var coupon = request.Mode.Remove(request.Id) ?? throw NoSuch(request);
            Applied(request, "coupon.deleted", coupon, null);
            return Deleted(coupon.Id);
        }
    }

    /// <summary><c>GET /v1/coupons</c>.</summary>
    public static Answer List(RequestContext request)
    {
        request.Parameters.Allow("created", "ending_before", "expand", "limit", "starting_after");
        var expansion = Expansions.OfCouponList(request.Parameters);
        var query = ListParameters.Read(request.Parameters, "coupon", request.Mode.Find);
        var livemode = request.Mode.Livemode;
        var now = request.Now.ToUnixTimeSeconds();
        return new Answer(
            200,
            JsonBodies.List(
                "/v1/coupons",
                request.Mode.Coupons(query),
                (json, coupon) => CouponJson.Write(json, coupon, livemode, now, expansion)),
            IsRemembered: false);
    }

    private static void Applied(RequestContext request, string type, EmulatorCoupon coupon, EmulatorCoupon? before)
    {
        request.Mode.CountWrite(coupon.Id);
        if (!coupon.Equals(before))
        {
            request.Mode.Emit(type, coupon, before, request.Now, request.RequestId, request.IdempotencyKey);
        }
    }

    private static Answer Ok(RequestContext request, EmulatorCoupon coupon, CouponExpansion expansion) => new(
        200,
        JsonBodies.Make(
            (coupon, request.Mode.Livemode, Now: request.Now.ToUnixTimeSeconds(), expansion),
            static (json, made) => CouponJson.Write(json, made.coupon, made.Livemode, made.Now, made.expansion)),
        IsRemembered: true);

    private static Answer Deleted(string id) => new(
        200,
        JsonBodies.Make(id, static (json, deleted) =>
        {
            json.WriteStartObject();
            json.WriteString("id"u8, deleted);
            json.WriteString("object"u8, "coupon"u8);
            json.WriteBoolean("deleted"u8, true);
            json.WriteEndObject();
        }),
        IsRemembered: true);

    private static ApiErrorException NoSuch(RequestContext request) =>
        new(ApiError.NoSuch("coupon", request.Id, "coupon"));
}
