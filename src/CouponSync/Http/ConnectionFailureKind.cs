namespace CouponSync.Http;

/// <summary>Why a request brought no answer.</summary>
internal enum ConnectionFailureKind
{
    /// <summary>The host's name was not found.</summary>
    Dns,

    /// <summary>The host is there and refused the connection: nothing listens at that port.</summary>
    Refused,

    /// <summary>No way led to the host.</summary>
    Unreachable,

    /// <summary>The host is not the one it claims to be, or speaks no TLS.</summary>
    Tls,

    /// <summary>No answer in time.</summary>
    Timeout,

    /// <summary>This process may open no more files, and a connection is one.</summary>
    Files,

    /// <summary>The connection was lost before the answer was whole.</summary>
    Reset,

    /// <summary>The proxy refused or failed.</summary>
    Proxy,

    /// <summary>An answer came whole, and is not one to what was asked.</summary>
    Unreadable,
}
