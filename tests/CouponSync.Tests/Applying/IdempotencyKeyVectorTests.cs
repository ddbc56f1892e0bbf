using CouponSync.Applying;
using CouponSync.Http;
using CouponSync.Planning;
using CouponSync.Tests.Planning;

namespace CouponSync.Tests.Applying;

/// <summary>
/// The idempotency keys as 615a264 made them. A run that was stopped under one version and is gone on with under the
/// next must send the same keys, or a change whose answer was lost is made twice.
/// </summary>
public sealed class IdempotencyKeyVectorTests
{
    [Fact]
    public void The_key_of_a_change_is_the_same_as_ever()
    {
        PlanVector.Changes.Select(static c => ChangeKey.For(PlanVector.RunId, c)).Should().Equal(
            "couponsync-2026-11-22T020000Z-7f3a-1-960c0f112a8a0f31487349e9",
            "couponsync-2026-11-22T020000Z-7f3a-2-c467ac7f650dfec38bd4c9fe",
            "couponsync-2026-11-22T020000Z-7f3a-3-e68d4a3b12ac3d897693eb68",
            "couponsync-2026-11-22T020000Z-7f3a-4-35386383b9772baef2a53bba",
            "couponsync-2026-11-22T020000Z-7f3a-5-ebc726008754d32db4587621",
            "couponsync-2026-11-22T020000Z-7f3a-6-1537035d5fd50f8f3ac4f848");
    }

    [Fact]
    public void The_key_of_a_creation_that_became_an_update_is_the_same_as_ever()
    {
        var adapted = PlanVector.Changes[3] with { Action = ChangeAction.Update, IsAdapted = true, Terms = null };

        ChangeKey.For(PlanVector.RunId, adapted).Should().Be("couponsync-2026-11-22T020000Z-7f3a-4-55f4356d013b44102fa1308e");
    }

    [Fact]
    public void Amounts_in_further_currencies_are_part_of_the_key() =>
        ChangeKey.For(PlanVector.RunId, PlanVector.OfCurrencies)
            .Should().Be("couponsync-2026-11-22T020000Z-7f3a-1-cce79e538769bed4fbcc8426");

    [Fact]
    public void The_keys_of_later_rounds_are_the_same_as_ever()
    {
        IdempotencyKeys.ForRound("couponsync-2026-11-22T020000Z-7f3a-1-960c0f112a8a0f31487349e9", 2)
            .Should().Be("couponsync-2026-11-22T020000Z-7f3a-1-960c0f112a8a0f31487349e9-r2");
        IdempotencyKeys.ForRound(new string('k', 252), 3).Should().Be(new string('k', 252) + "-r3");
        IdempotencyKeys.ForRound(new string('k', 255), 12).Should().Be(new string('k', 234) + "-767527047c462191-r12");
    }
}
