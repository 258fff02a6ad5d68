# The man page and completions come from the table of commands and are well formed.
for lang in nb en; do
    blikk help --man --lang $lang >blikk.$lang.1
    head -n 3 blikk.$lang.1 | sed -E 's/[0-9]+\.[0-9]+\.[0-9]+/VERSION/'
    grep -c '^\.TP' blikk.$lang.1
    if command -v groff >/dev/null; then groff -ww -z -man -Kutf8 -Tutf8 blikk.$lang.1; fi
done
for shell in bash zsh fish; do blikk help --completion $shell >completion.$shell; done
bash -n completion.bash && echo "bash ok"
if command -v zsh >/dev/null; then zsh -n completion.zsh; fi
if command -v fish >/dev/null; then fish -n completion.fish; fi
bash -c '. ./completion.bash; COMP_WORDS=(blikk ru); COMP_CWORD=1; _blikk; echo "${COMPREPLY[@]}"
         COMP_WORDS=(blikk run --rep); COMP_CWORD=2; _blikk; echo "${COMPREPLY[@]}"'
