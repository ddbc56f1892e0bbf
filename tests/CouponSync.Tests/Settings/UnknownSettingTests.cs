using CouponSync.Settings;
using CouponSync.Tests.Support;

namespace CouponSync.Tests.Settings;

/// <summary>A name that no setting has never passes: a guard that was meant to be there would not be.</summary>
public sealed class UnknownSettingTests
{
    [Theory]
    [InlineData("Guard:MaxChanges", "Did you mean Guards:MaxChanges?")]
    [InlineData("Guards:MaxChange", "Did you mean Guards:MaxChanges?")]
    [InlineData("guards:maxchange", "Did you mean Guards:MaxChanges?")]
    [InlineData("MaxChanges", "Did you mean Guards:MaxChanges?")]
    [InlineData("Safety:MaxChanges", "Did you mean Guards:MaxChanges?")]
    [InlineData("CouponSync:Guards:MaxChanges", "Did you mean Guards:MaxChanges?")]
    [InlineData("Stripe:Guards:MaxChanges", "Did you mean Guards:MaxChanges?")]
    [InlineData("Guards:Live", "Did you mean Stripe:Live?")]
    [InlineData("Csv:Delimeter", "Did you mean Csv:Delimiter?")]
    [InlineData("Retry:AttemptTimeout", "Did you mean Http:AttemptTimeout?")]
    [InlineData("Logging:LogLevel:Default", "The nearest name there is: ")]
    [InlineData("Anything", "The nearest name there is: ")]
    public void An_unknown_name_in_a_file_is_refused_with_the_file_and_the_nearest_name(string name, string remedy) =>
        FluentActions.Invoking(() => new SettingValues().AddFromFile("/etc/s.json", isShared: false, name, "0"))
            .Should().Throw<SettingsException>().Which.Message.Should().Contain(name).And.Contain("/etc/s.json").And.Contain(remedy);

    [Theory]
    [InlineData("COUPONSYNC_Guard__MaxChanges", "COUPONSYNC_Guards__MaxChanges")]
    [InlineData("COUPONSYNC_Guards_MaxChanges", "COUPONSYNC_Guards__MaxChanges")]
    [InlineData("COUPONSYNC_GUARDS_MAX_CHANGES", "COUPONSYNC_Guards__MaxChanges")]
    [InlineData("COUPONSYNC_Guards__MaxChange", "COUPONSYNC_Guards__MaxChanges")]
    [InlineData("couponsync_guards_maxchanges", "COUPONSYNC_Guards__MaxChanges")]
    [InlineData("COUPONSYNC_LIVE", "COUPONSYNC_Stripe__Live")]
    [InlineData("COUPONSYNC_STRIPE_API_KEY", "COUPONSYNC_Stripe__ApiKey")]
    [InlineData("COUPONSYNC_API_KEY_FILE", "COUPONSYNC_Stripe__ApiKeyFile")]
    [InlineData("COUPONSYNC_EXPECT_ACCOUNT", "COUPONSYNC_Stripe__ExpectAccount")]
    [InlineData("COUPONSYNC_STATE_DIR", "COUPONSYNC_State__Directory")]
    [InlineData("COUPONSYNC_SERVICE_HOSTS", "COUPONSYNC_")]
    [InlineData("COUPONSYNC_Guards__PORT", "COUPONSYNC_")]
    [InlineData("COUPONSYNC_", "COUPONSYNC_")]
    public void An_unknown_variable_is_refused_with_the_nearest_one(string variable, string nearest)
    {
        foreach (var value in (string[])["0", ""])
        {
            FluentActions.Invoking(() => Load((variable, value))).Should().Throw<SettingsException>()
                .Which.Message.Should().Contain($"the variable {variable} ").And.Contain(nearest);
        }
    }

    [Theory]
    [InlineData("COUPONSYNC_SERVICE_HOST")]
    [InlineData("COUPONSYNC_SERVICE_PORT")]
    [InlineData("COUPONSYNC_SERVICE_PORT_HTTP_METRICS")]
    [InlineData("COUPONSYNC_PORT")]
    [InlineData("COUPONSYNC_PORT_8080_TCP")]
    [InlineData("COUPONSYNC_PORT_53_UDP_PROTO")]
    [InlineData("COUPONSYNC_EMULATOR_SERVICE_HOST")]
    [InlineData("COUPONSYNC_EMULATOR_PORT_12111_TCP_ADDR")]
    public void What_Kubernetes_puts_into_every_container_passes(string variable) => Load((variable, "tcp://10.0.0.1:80")).Warnings.Should().BeEmpty();

    [Theory]
    [InlineData("Logging:LogLevel:Default", "Logging")]
    [InlineData("ConnectionStrings:Stripe", "ConnectionStrings")]
    [InlineData("AllowedHosts", "AllowedHosts")]
    [InlineData("Serilog:MinimumLevel", "Serilog")]
    [InlineData("Kestrel:Endpoints:Http:Url", "Kestrel")]
    [InlineData("Redis:Timeout", "Redis")]
    public void In_a_file_that_others_share_their_sections_are_named_once_and_not_used(string name, string section)
    {
        var values = new SettingValues();

        values.AddFromFile("/srv/appsettings.json", isShared: true, name, "x");
        values.AddFromFile("/srv/appsettings.json", isShared: true, name + "2", "x");

        values.Warnings.Should().Contain($"/srv/appsettings.json has the section {section}, which CouponSync does not have. It is ignored.")
            .And.HaveCount(name.Contains(':', StringComparison.Ordinal) ? 1 : 2);
        values[name].Should().BeNull();
    }

    [Theory]
    [InlineData("Guard:MaxChanges")]
    [InlineData("Gaurds:MaxChanges")]
    [InlineData("Throttling:Rate")]
    [InlineData("Guard:Max")]
    [InlineData("Logs:Directory")]
    [InlineData("Metric:File")]
    [InlineData("MaxChanges")]
    [InlineData("Guards_MaxChanges")]
    [InlineData("CouponSync:Guards:MaxChanges")]
    [InlineData("Guards:MaxChange")]
    [InlineData("Stripe:Foo")]
    public void In_such_a_file_a_near_miss_is_refused_all_the_same(string name) =>
        FluentActions.Invoking(() => new SettingValues().AddFromFile("/srv/appsettings.json", isShared: true, name, "0"))
            .Should().Throw<SettingsException>();

    [Fact]
    public void A_retired_name_has_no_effect_and_is_warned_about()
    {
        var values = new SettingValues(new Dictionary<string, string> { ["Guards:MaxDrift"] = "drift is not counted any more." });

        values.AddFromFile("s.json", isShared: false, "Guards:MaxDrift", "5");
        values.AddVariable("COUPONSYNC_Guards__MaxDrift", "Guards:MaxDrift", "5");

        values["Guards:MaxDrift"].Should().BeNull();
        values.Warnings.Should().Equal(
            "The setting Guards:MaxDrift (in s.json) has no effect any more: drift is not counted any more.",
            "The setting Guards:MaxDrift (by the variable COUPONSYNC_Guards__MaxDrift) has no effect any more: drift is not counted any more.");
    }

    [Fact]
    public void A_schema_and_an_empty_section_pass()
    {
        var values = new SettingValues();

        values.AddFromFile("s.json", isShared: false, "$schema", "docs/schema/appsettings.schema.json");
        values.AddFromFile("s.json", isShared: false, "Guards", null);

        values.Warnings.Should().BeEmpty();
    }

    [Theory]
    [InlineData("Guards", "5", "it is a section")]
    [InlineData("Guards:Force:0", "min-rows", "Guards:Force has several values")]
    [InlineData("Guards:MaxChanges:Percent", "5", "Guards:MaxChanges has several values")]
    public void A_value_of_the_wrong_shape_is_no_value_that_was_left_out(string name, string value, string message) =>
        FluentActions.Invoking(() => new SettingValues().AddFromFile("s.json", isShared: false, name, value))
            .Should().Throw<SettingsException>().Which.Message.Should().Contain(message).And.Contain("s.json");

    [Fact]
    public void A_variable_that_is_empty_does_not_take_protection_away()
    {
        foreach (var setting in Setting.All.Where(static s => s.Section == "Guards" || s.Name is "Stripe:ExpectAccount" or "Stripe:ExpectLivemode" or "Stripe:ApiBase"))
        {
            foreach (var empty in (string[])["", " ", "\n"])
            {
                FluentActions.Invoking(() => Load((setting.Variable, empty))).Should().Throw<SettingsException>(setting.Name)
                    .Which.Message.Should().Contain(setting.Variable).And.Contain("is empty");
            }
        }
    }

    [Fact]
    public void An_empty_value_leaves_what_an_earlier_source_said()
    {
        foreach (var setting in Setting.All)
        {
            var values = new SettingValues();
            values.AddFromFile("first.json", isShared: false, setting.Name, "said");
            values.AddFromFile("second.json", isShared: false, setting.Name, "");
            values.AddFromFile("third.json", isShared: false, setting.Name, null);
            if (!setting.Protects)
            {
                values.AddVariable(setting.Variable, setting.Name, " ");
            }

            values[setting.Name].Should().Be("said");
        }
    }

    [Fact]
    public void A_setting_is_known_by_its_variable_whatever_the_case()
    {
        foreach (var setting in Setting.All)
        {
            Load((setting.Variable.ToUpperInvariant(), "x"))[setting.Name].Should().Be("x");
        }
    }

    [Theory]
    [InlineData("COUPONSYNC_Guard__MaxChanges", "0")]
    [InlineData("COUPONSYNC_Guards_MaxChanges", "0")]
    [InlineData("COUPONSYNC_LIVE", "1")]
    [InlineData("COUPONSYNC_Stripe__ExpectAccount", "")]
    public async Task No_command_does_anything_with_a_setting_that_is_not_understood(string variable, string value)
    {
        using var world = World.With(coupons: 1);
        world.Variables[variable] = value;
        var file = world.WriteRows("coupons.csv", [("C0", "new")]);

        foreach (var command in (string[][])[["sync", file], ["sync", file, "-n"], ["export"], ["get", "C0"], ["update", "C0", "-m", "a=b"]])
        {
            var run = await world.RunAsync(command);

            run.ExitCode.Should().Be(4);
            run.Error.Should().Contain(variable);
        }

        world.Emulator.Counters.Snapshot().Requests.Should().Be(0);
        Directory.Exists(world.File("state")).Should().BeFalse();
    }

    private static SettingValues Load(params (string Name, string Value)[] variables) =>
        SettingSources.Load(null, [], variables.ToDictionary(static v => v.Name, static v => v.Value));
}
