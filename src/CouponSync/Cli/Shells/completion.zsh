#compdef couponsync
# Completion of couponsync for zsh. In ~/.zshrc, behind compinit:  source <(couponsync completion zsh)
_couponsync() {
    local line word
    local -a found described
    local -i files=0 directories=0
    for line in "${(@f)$("${(Q)words[1]}" __complete -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
        word=${line%%$'\t'*}
        case $word in
            '') ;;
            :file) files=1 ;;
            :directory) directories=1 ;;
            *) found+=("$word"); described+=("${line//$'\t'/ -- }") ;;
        esac
    done
    (( $#found )) && compadd -V couponsync -l -d described -a found
    (( files || directories )) && compset -P '--*='
    (( files )) && _files
    (( directories )) && _files -/
    (( $#found || files || directories ))
}
compdef _couponsync couponsync
