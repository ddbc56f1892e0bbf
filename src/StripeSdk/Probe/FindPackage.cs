#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Build.Framework;
using NuGet.Common;
using NuGet.Configuration;
using NuGet.Credentials;
using NuGet.Protocol;
using NuGet.Protocol.Core.Types;
using NuGet.Versioning;

namespace StripeSdk.Probe;

/// <summary>
/// Asks package sources whether they have one version of one package, with NuGet's own client, so that credentials,
/// proxies, folders and every kind of feed work as in the restore that follows. Compiled and run by
/// StripeNetProbe.targets; it is no part of the program.
/// </summary>
public sealed class FindPackage : Microsoft.Build.Utilities.Task, ICancelableTask
{
    // NuGet's client tries six times, a second apart: offline, every build would wait for that. Whoever sets these
    // variables keeps them.
    private static readonly (string Name, string Value)[] Patience =
    [
        ("NUGET_ENHANCED_MAX_NETWORK_TRY_COUNT", "3"),
        ("NUGET_ENHANCED_NETWORK_RETRY_DELAY_MILLISECONDS", "200"),
    ];

    private readonly CancellationTokenSource _cancellation = new();

    /// <summary>The package.</summary>
    [Required]
    public string Id { get; set; } = "";

    /// <summary>Its exact version.</summary>
    [Required]
    public string Version { get; set; } = "";

    /// <summary>The sources that restore will use: addresses and folders, one or several (by semicolon) an element.</summary>
    public string[] Sources { get; set; } = [];

    /// <summary>The nuget.config files that restore will use; they name the sources and hold their credentials.</summary>
    public string[] ConfigFiles { get; set; } = [];

    /// <summary>How long the sources may take, all together.</summary>
    public int Seconds { get; set; } = 15;

    /// <summary>Whether a source has it.</summary>
    [Output]
    public bool Found { get; set; }

    /// <summary>Empty, or in parentheses the names of the sources that gave no answer.</summary>
    [Output]
    public string Remark { get; set; } = "";

    /// <inheritdoc/>
    public void Cancel() => _cancellation.Cancel();

    /// <inheritdoc/>
    public override bool Execute()
    {
        _cancellation.CancelAfter(TimeSpan.FromSeconds(Seconds));
        DefaultCredentialServiceUtility.SetupDefaultCredentialService(NullLogger.Instance, nonInteractive: true);

        var own = Patience.Where(variable => Environment.GetEnvironmentVariable(variable.Name) is null).ToList();
        own.ForEach(variable => Environment.SetEnvironmentVariable(variable.Name, variable.Value));
        try
        {
            AskAllAsync().GetAwaiter().GetResult();
        }
        finally
        {
            own.ForEach(variable => Environment.SetEnvironmentVariable(variable.Name, null));
        }

        return true;
    }

    private async Task AskAllAsync()
    {
        var silent = new List<string>();

        // A past "no" must not hide a package that has appeared since: look past the HTTP cache.
        using var cache = new SourceCacheContext { NoCache = true };
        var questions = PackageSources().Select(source => AskAsync(source, cache)).ToList();

        await foreach (var question in Task.WhenEach(questions))
        {
            var (source, answer) = await question;
            if (answer == true)
            {
                Found = true;
                return;
            }

            if (answer is null)
            {
                silent.Add(source.Name);
            }
        }

        Remark = silent.Count == 0 ? "" : $" (no answer from {string.Join(", ", silent)})";
    }

    private async Task<(PackageSource Source, bool? Answer)> AskAsync(PackageSource source, SourceCacheContext cache)
    {
        try
        {
            var repository = Repository.Factory.GetCoreV3(source);
            var packages = await repository.GetResourceAsync<FindPackageByIdResource>(_cancellation.Token);
            if (packages is null)
            {
                Log.LogMessage(MessageImportance.Low, "{0}: not a source that can be restored from", source.Name);
                return (source, null);
            }

            var version = NuGetVersion.Parse(Version);
            var answer = await packages
                .DoesPackageExistAsync(Id, version, cache, NullLogger.Instance, _cancellation.Token)
                .WaitAsync(_cancellation.Token);
            Log.LogMessage(MessageImportance.Low, "{0}: {1} {2}: {3}", source.Name, Id, Version, answer ? "yes" : "no");
            return (source, answer);
        }
        catch (Exception exception) when (exception is FatalProtocolException or IOException
            or UnauthorizedAccessException or OperationCanceledException or InvalidOperationException
            or ArgumentException)
        {
            Log.LogMessage(MessageImportance.Low, "{0}: {1}", source.Name, exception.Message);
            return (source, null);
        }
    }

    private IEnumerable<PackageSource> PackageSources()
    {
        var settings = Settings.LoadImmutableSettingsGivenConfigPaths(ConfigFiles, new SettingsLoadingContext());
        var configured = PackageSourceProvider.LoadPackageSources(settings).ToList();
        var mapping = PackageSourceMapping.GetPackageSourceMapping(settings);
        var sources = Sources
            .SelectMany(addresses => addresses.Split(';', StringSplitOptions.RemoveEmptyEntries))
            .Select(address => configured.Find(source => source.Source == address) ?? new PackageSource(address));

        if (!mapping.IsEnabled)
        {
            return sources;
        }

        var allowed = mapping.GetConfiguredPackageSources(Id).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return sources.Where(source => allowed.Contains(source.Name));
    }
}
