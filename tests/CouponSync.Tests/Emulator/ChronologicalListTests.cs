using CouponSync.Emulator;

namespace CouponSync.Tests.Emulator;

public sealed class ChronologicalListTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_agrees_with_a_sorted_list_under_random_changes(int seed)
    {
        var random = new Random(seed);
        var list = new ChronologicalList<EmulatorCoupon>();
        var model = new SortedDictionary<OrderKey, EmulatorCoupon>();
        for (var step = 0; step < 6_000; step++)
        {
            if (random.Next(10) < 7 || model.Count == 0)
            {
                // Half of them are the newest so far, as in an account; the others come anywhere.
                var created = random.Next(2) == 0 ? step : random.Next(step + 1);
                var coupon = new EmulatorCoupon { Id = $"{step}", Created = created, Sequence = step };
                list.Add(coupon);
                model.Add(OrderKey.Of(coupon), coupon);
            }
            else
            {
                var victim = model.Values.ElementAt(random.Next(model.Count));
                list.Remove(victim).Should().BeTrue();
                list.Remove(victim).Should().BeFalse();
                model.Remove(OrderKey.Of(victim));
            }
        }

        list.Count.Should().Be(model.Count);
        list.Before(OrderKey.End).Should().Equal(model.Values.Reverse());
        list.After(OrderKey.Start).Should().Equal(model.Values);
        var middle = model.Keys.ElementAt(model.Count / 2);
        list.Before(middle).Should().Equal(model.Where(pair => pair.Key.CompareTo(middle) < 0).Select(pair => pair.Value).Reverse());
        list.After(middle).Should().Equal(model.Where(pair => pair.Key.CompareTo(middle) > 0).Select(pair => pair.Value));
    }
}
