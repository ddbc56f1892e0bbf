# Completion of couponsync for fish:  couponsync completion fish > ~/.config/fish/completions/couponsync.fish
function __couponsync_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l prefix (string match -r '^--[^=]*=' -- $current)
    set -l value (string replace -r '^--[^=]*=' '' -- $current)
    for line in ($words[1] __complete -- $words[2..-1] "$current" 2>/dev/null)
        switch $line
            case :file
                for path in (__fish_complete_path "$value")
                    echo "$prefix$path"
                end
            case :directory
                for path in (__fish_complete_directories "$value")
                    echo "$prefix$path"
                end
            case '*'
                echo $line
        end
    end
end
complete -c couponsync -f -k -a '(__couponsync_complete)'
