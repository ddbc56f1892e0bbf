using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace CouponSync.Emulator.Server;

/// <summary>An emulated account behind HTTP on the loopback interface.</summary>
internal sealed class EmulatorServer : IAsyncDisposable
{
    private static readonly byte[] Spaces = [.. Enumerable.Repeat((byte)' ', 16 * 1024)];

    private readonly WebApplication _application;

    private EmulatorServer(WebApplication application, StripeEmulator emulator, Uri address)
    {
        _application = application;
        Emulator = emulator;
        Address = address;
    }

    /// <summary>The account.</summary>
    public StripeEmulator Emulator { get; }

    /// <summary>Where it listens, such as <c>http://127.0.0.1:12111/</c>.</summary>
    public Uri Address { get; }

    /// <summary>Starts a server.</summary>
    /// <param name="emulator">The account it serves.</param>
    /// <param name="port">The port; 0 for any that is free.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<EmulatorServer> StartAsync(
        StripeEmulator emulator, int port = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(emulator);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });

        // The host's own configuration and logging stay out: they would bind other addresses and write to stdout.
        builder.Configuration.Sources.Clear();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestLineSize = 64 * 1024;
            kestrel.Limits.MaxRequestBufferSize = 4 * 1024 * 1024;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        var application = builder.Build();
        application.Run(context => ServeAsync(emulator, context));
        await application.StartAsync(cancellationToken);
        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new EmulatorServer(application, emulator, new Uri(address));
    }

    /// <summary>Stops listening; requests in flight are cut off.</summary>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
    }

    private static async Task ServeAsync(StripeEmulator emulator, HttpContext context)
    {
        // The target as it stands on the request line: Kestrel's decoded path would lose how ids are encoded.
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (Uri.TryCreate(target, UriKind.Absolute, out var absolute) && absolute.Scheme.StartsWith("http", StringComparison.Ordinal))
        {
            target = absolute.PathAndQuery;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if (ControlSurface.IsFor(target))
        {
            await ControlSurface.ServeAsync(emulator, target, body, context);
            return;
        }

        var headers = context.Request.Headers.ToDictionary(
            static header => header.Key, static header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        try
        {
            var response = await emulator.SendAsync(
                new EmulatorRequest(context.Request.Method, target, headers, body.ToArray()), context.RequestAborted);
            context.Response.StatusCode = response.Status;
            foreach (var (name, value) in response.Headers)
            {
                context.Response.Headers[name] = value;
            }

            // A byte that never comes makes Kestrel close the connection after those that did.
            context.Response.ContentLength = response.End switch
            {
                BodyEnd.Whole => response.Body.Length,
                BodyEnd.Dropped => response.Body.Length + 1,
                _ => null,
            };
            await context.Response.Body.WriteAsync(response.Body, context.RequestAborted);
            while (response.End == BodyEnd.Endless)
            {
                await context.Response.Body.WriteAsync(Spaces, context.RequestAborted);
            }
        }
        catch (ConnectionDroppedException)
        {
            context.Abort();
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client hung up; nobody is left to answer.
        }
    }
}
