using System.Text.RegularExpressions;

namespace CouponSync.Settings;

/// <summary>
/// The variables that Kubernetes puts into every container for every service: one for a service named
/// <c>couponsync</c> looks like a setting. Source: https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables.
/// </summary>
internal static partial class KubernetesVariables
{
    /// <summary>Whether a variable is such a one.</summary>
    public static bool Is(string name) => Form().IsMatch(name);

    [GeneratedRegex("^[A-Z0-9_]+_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT(_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)$")]
    private static partial Regex Form();
}
