// The job as it is written today with Stripe.net: retrieve each row's coupon, compare, update what differs; default
// retries.
// stripe-net FILE SERVER
using Stripe;

var client = new StripeClient(new StripeClientOptions
{
    ApiKey = Environment.GetEnvironmentVariable("STRIPE_API_KEY"),
    ApiBase = args[1].TrimEnd('/'),
});
var (updated, failed) = (0, 0);
var lines = await System.IO.File.ReadAllLinesAsync(args[0]);
var keys = lines[0].Split(',').Skip(1).Select(static name => name["metadata[".Length..^1]).ToArray();
foreach (var line in lines.Skip(1))
{
    var cells = line.Split(',');
    var wanted = keys.Zip(cells.Skip(1)).ToDictionary(static c => c.First, static c => c.Second);
    try
    {
        var coupon = await client.V1.Coupons.GetAsync(cells[0]);
        if (wanted.Any(pair => coupon.Metadata.GetValueOrDefault(pair.Key) != pair.Value))
        {
            await client.V1.Coupons.UpdateAsync(cells[0], new CouponUpdateOptions { Metadata = wanted });
            updated++;
        }
    }
    catch (StripeException e)
    {
        failed++;
        Console.Error.WriteLine($"{cells[0]}: {e.Message}");
    }
}

Console.WriteLine($"{updated} updated, {failed} failed");
return failed > 0 ? 1 : 0;
