namespace CouponSync.Settings;

/// <summary>A setting, a credential or a combination of options that the program refuses; ends with exit code 4.</summary>
/// <param name="message">One sentence that names the setting in full, its value, and what is allowed.</param>
internal sealed class SettingsException(string message) : Exception(message);
