using CouponSync.Settings;
using CouponSync.Text;

namespace CouponSync.Tests.Settings;

public sealed class SettingsTests
{
    [Fact]
    public void The_command_line_is_stronger_than_the_environment_and_that_than_a_file()
    {
        using var directory = new Support.TemporaryDirectory();
        var file = directory.Write("settings.json", """{ "Throttle": { "Rate": 1, "Burst": 2, "MaxInFlight": 3 } }""");
        var environment = new Dictionary<string, string> { ["COUPONSYNC_Throttle__Rate"] = "4", ["COUPONSYNC_Throttle__Burst"] = "5" };

        var throttle = SyncSettings.From(SettingSources.Load(file, [new GivenSetting("Throttle:Rate", "6", "--rate")], environment)).Throttle;

        (throttle.Rate, throttle.Burst, throttle.MaxInFlight).Should().Be((6, 5, 3));
    }

    [Theory]
    [InlineData("Throttle:MaxInFlight", "0", "Throttle:MaxInFlight", "256")]
    [InlineData("Throttle:Rate", "-1", "Throttle:Rate", "10000")]
    [InlineData("Throttle:RequestsPerSecond", "10001", "Throttle:RequestsPerSecond", "10000")]
    [InlineData("Throttle:MaxInFlight", "many", "Throttle:MaxInFlight", "whole number")]
    [InlineData("Retry:MaxAttempts", "0", "Retry:MaxAttempts", "100")]
    [InlineData("Retry:BaseDelay", "soon", "Retry:BaseDelay", "200ms")]
    [InlineData("Http:AttemptTimeout", "0s", "Http:AttemptTimeout", "between 100ms and 10m.")]
    [InlineData("Guards:MaxChanges", "150%", "Guards:MaxChanges", "100%")]
    [InlineData("Csv:EmptyCells", "drop", "Csv:EmptyCells", "unset")]
    [InlineData("Csv:EmptyCells", "1", "Csv:EmptyCells", "unset")]
    [InlineData("Fetch:Mode", "guess", "Fetch:Mode", "retrieve")]
    [InlineData("Csv:SkipInvalid", "perhaps", "Csv:SkipInvalid", "true or false")]
    [InlineData("Log:RetainedDays", "0", "Log:RetainedDays", "3650")]
    [InlineData("Throttle:Rate", "0", "Throttle:Rate", "between 0.1 and 10000.")]
    [InlineData("Throttle:Rate", "0.0999", "Throttle:Rate", "between 0.1 and 10000.")]
    [InlineData("Throttle:Rate", "10001", "Throttle:Rate", "between 0.1 and 10000.")]
    [InlineData("Throttle:Rate", "NaN", "Throttle:Rate", "between 0.1 and 10000.")]
    [InlineData("Throttle:Rate", "Infinity", "Throttle:Rate", "between 0.1 and 10000.")]
    [InlineData("Throttle:EndpointRequestsPerSecond", "0", "Throttle:EndpointRequestsPerSecond", "between 0.1 and 10000.")]
    [InlineData("Throttle:Share", "1.01", "Throttle:Share", "between 0.01 and 1.")]
    [InlineData("Throttle:Burst", "0", "Throttle:Burst", "between 1 and 100.")]
    [InlineData("Throttle:MaxInFlight", "257", "Throttle:MaxInFlight", "between 1 and 256.")]
    [InlineData("Retry:MaxRefusals", "-1", "Retry:MaxRefusals", "between 1 and 10000.")]
    [InlineData("Retry:MaxUnreachableAttempts", "101", "Retry:MaxUnreachableAttempts", "between 1 and 100.")]
    [InlineData("Retry:MaxDelay", "499ms", "Retry:MaxDelay", "less than Retry:BaseDelay, which is 500ms.")]
    [InlineData("Retry:TotalTime", "0s", "Retry:TotalTime", "between 1s and 1d.")]
    [InlineData("Http:AttemptTimeout", "1h", "Http:AttemptTimeout", "between 100ms and 10m.")]
    [InlineData("Csv:Delimiter", "\"", "Csv:Delimiter", "one ASCII character that is no quote")]
    [InlineData("Csv:Delimiter", "::", "Csv:Delimiter", "comma")]
    [InlineData("Csv:Delimiter", "§", "Csv:Delimiter", "ASCII")]
    public void A_wrong_setting_is_refused_with_its_full_name_its_value_and_what_is_allowed(
        string setting, string value, string name, string allowed) =>
        FluentActions.Invoking(() => Read((setting, value))).Should().Throw<SettingsException>()
            .Which.Message.Should().Contain(name).And.Contain(value).And.Contain(allowed);

    [Fact]
    public void Settings_are_read_whatever_their_case_and_their_unit()
    {
        var settings = Read(("csv:emptycells", "UNSET"), ("Retry:TotalTime", "2m"), ("retry:BaseDelay", "00:00:00.250"), ("Guards:MaxChanges", "30%"));

        settings.Csv.EmptyCells.Should().Be(EmptyCells.Unset);
        settings.Retry.TotalTime.Should().Be(TimeSpan.FromMinutes(2));
        settings.Retry.BaseDelay.Should().Be(TimeSpan.FromMilliseconds(250));
        settings.Guards.MaxChanges!.Value.Percent.Should().Be(30);
    }

    [Fact]
    public void An_empty_setting_is_its_default() =>
        Read(("Guards:MaxChanges", ""), ("State:Directory", " ")).State.Directory.Should().Be(".couponsync");

    [Theory]
    [InlineData("comma", ',')]
    [InlineData("Tab", '\t')]
    [InlineData(";", ';')]
    [InlineData("|", '|')]
    [InlineData("auto", null)]
    public void A_delimiter_is_a_name_or_a_character(string text, char? delimiter) =>
        Read(("Csv:Delimiter", text)).Csv.ReadOptions().Delimiter.Should().Be(delimiter);

    [Theory]
    [InlineData("200ms", 0.2)]
    [InlineData("30s", 30)]
    [InlineData("1.5h", 5400)]
    [InlineData("7d", 604800)]
    [InlineData("1h30m", 5400)]
    [InlineData("1d 2h 3m 4s 5ms", 93784.005)]
    [InlineData("1m500ms", 60.5)]
    [InlineData("00:00:30", 30)]
    public void Durations_are_read_as_people_write_them(string text, double seconds)
    {
        Duration.TryParse(text, out var duration).Should().BeTrue();

        duration.TotalSeconds.Should().Be(seconds);
    }

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(0.1, "100ms")]
    [InlineData(1.5, "1500ms")]
    [InlineData(80, "80s")]
    [InlineData(600, "10m")]
    [InlineData(86400, "1d")]
    public void A_duration_is_written_as_people_write_it(double seconds, string text) =>
        Duration.Format(TimeSpan.FromSeconds(seconds)).Should().Be(text);

    [Theory]
    [InlineData("30")]
    [InlineData("-5s")]
    [InlineData("s")]
    [InlineData("5 weeks")]
    [InlineData("-00:00:01")]
    [InlineData("1e400d")]
    [InlineData("")]
    [InlineData("30m1h")]
    [InlineData("1h1h")]
    [InlineData("1h30")]
    public void What_is_no_duration_is_refused(string text) => Duration.TryParse(text, out _).Should().BeFalse();

    [Fact]
    public void The_rate_of_the_command_line_is_taken_whole_and_the_shop_keeps_its_share_otherwise()
    {
        Read(("Throttle:Rate", "10")).Throttle.Resolve(livemode: true).AccountCeiling.Should().Be(10);
        Read().Throttle.Resolve(livemode: true).AccountCeiling.Should().Be(80);
        Read().Throttle.Resolve(livemode: false).EndpointCeiling.Should().Be(25);
        Read(("Throttle:Share", "0.5")).Throttle.Resolve(livemode: true).AccountCeiling.Should().Be(50);
    }

    [Fact]
    public void A_key_shows_itself_to_nobody()
    {
        var key = ApiKey.Parse(" rk_live_51ThisKeyIsASecret0123456789abcdef\n", "here");

        key.Livemode.Should().BeTrue();
        key.ToString().Should().Be("rk_live_...cdef");
        $"{key}".Should().NotContain("Secret");
        key.Redact($"a {key.Secret} b").Should().Be("a rk_live_...cdef b");
    }

    private static SyncSettings Read(params (string Name, string Value)[] settings)
    {
        var values = new SettingValues();
        foreach (var (name, value) in settings)
        {
            values.AddFromFile("settings.json", isShared: false, name, value);
        }

        return SyncSettings.From(values);
    }
}
