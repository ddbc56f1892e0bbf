using System.CommandLine;
using CouponSync.Cli.Help;
using CouponSync.Runs;
using CouponSync.Settings;
using CouponSync.Text;

namespace CouponSync.Cli.Commands;

/// <summary><c>couponsync completion SHELL</c>: the script that a shell completes command lines with.</summary>
internal static class CompletionCommand
{
    private static readonly Dictionary<string, string> Scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = "completion.bash",
        ["zsh"] = "completion.zsh",
        ["fish"] = "completion.fish",
        ["powershell"] = "completion.ps1",
    };

    /// <summary>Makes the command.</summary>
    public static Command Create(ProgramHost host)
    {
        var shell = new Argument<string>("shell") { Description = $"The shell: {string.Join(", ", Scripts.Keys)}" };
        shell.CompletionSources.Add([.. Scripts.Keys]);
        var command = new ProgramCommand("completion", "Write the script that completes command lines in a shell")
        {
            Examples =
            [
                new("For bash, in ~/.bashrc", "source <(couponsync completion bash)"),
                new("For zsh, in ~/.zshrc behind compinit", "source <(couponsync completion zsh)"),
                new("For fish", "couponsync completion fish > ~/.config/fish/completions/couponsync.fish"),
                new("For PowerShell, in $PROFILE", "couponsync completion powershell | Out-String | Invoke-Expression"),
            ],
        };
        command.Add(shell);
        command.SetAction(parsed =>
        {
            host.Out.Write(Script(parsed.GetRequiredValue(shell)));
            return ExitCode.Done;
        });
        return command;
    }

    private static string Script(string shell)
    {
        if (!Scripts.TryGetValue(shell, out var script))
        {
            throw new SettingsException($"There is no completion for '{shell}'; there is one for {Figures.Enumerate([.. Scripts.Keys])}.");
        }

        using var stream = typeof(CompletionCommand).Assembly.GetManifestResourceStream("CouponSync.Cli.Shells." + script)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
