namespace CouponSync.Emulator;

/// <summary>What goes wrong.</summary>
public enum FaultKind
{
    /// <summary>429, with the header <c>Stripe-Rate-Limited-Reason</c> when the rule has a reason.</summary>
    RateLimited,

    /// <summary>429 with the code <c>lock_timeout</c> and no such header.</summary>
    LockTimeout,

    /// <summary>500 or 503 before the request took effect.</summary>
    ServerErrorBefore,

    /// <summary>500 or 503 after the request took effect.</summary>
    ServerErrorAfter,

    /// <summary>The connection is dropped before the request is read.</summary>
    DropBefore,

    /// <summary>The connection is dropped after the request took effect, instead of its answer.</summary>
    DropAfter,

    /// <summary>The request waits before it is carried out.</summary>
    Slow,

    /// <summary>The request is carried out at once, the answer waits.</summary>
    SlowAfter,

    /// <summary>The request is carried out, the body of its answer is cut short.</summary>
    BrokenJson,

    /// <summary>The request is carried out, the connection is dropped in the middle of the answer's body.</summary>
    DropBody,

    /// <summary>The request is carried out, the body of its answer is <c>[]</c>.</summary>
    ArrayBody,

    /// <summary>The request is carried out, the body of its answer is a web page, as a proxy or a captive network puts in its place.</summary>
    HtmlBody,

    /// <summary>The request is carried out, the body of its answer is empty.</summary>
    EmptyBody,

    /// <summary>The request is carried out, the body of its answer goes on with spaces and never ends.</summary>
    EndlessBody,

    /// <summary>The request is carried out, its answer says that it is compressed with gzip, and is not.</summary>
    FalseGzip,

    /// <summary>401: the key is not accepted.</summary>
    Unauthorized,

    /// <summary>403: the key lacks the permission.</summary>
    Forbidden,

    /// <summary>409: the object is in use by another request.</summary>
    Conflict,

    /// <summary>409 with the code <c>lock_timeout</c>.</summary>
    LockConflict,

    /// <summary>The request is read and never carried out nor answered.</summary>
    Hang,

    /// <summary>The request is carried out and never answered.</summary>
    HangAfter,
}
