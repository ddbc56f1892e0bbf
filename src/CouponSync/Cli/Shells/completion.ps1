# Completion of couponsync for PowerShell. In $PROFILE:  couponsync completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName couponsync -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Where-Object { $_.Extent.StartOffset -lt $cursorPosition } |
        ForEach-Object { if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { "$_" } })
    $before = @($words | Select-Object -Skip 1)
    # Before 7.3 an empty word is lost on the way to a program.
    if ($wordToComplete -eq '') { $before += if ($PSVersionTable.PSVersion -ge [version]'7.3') { '' } else { '""' } }
    & $words[0] __complete -- @before 2>$null | ForEach-Object {
        $word, $description = $_ -split "`t", 2
        if ($word -eq ':file' -or $word -eq ':directory') {
            # Nothing: then PowerShell completes paths.
        } else {
            if (-not $description) { $description = $word }
            [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', $description)
        }
    }
}
