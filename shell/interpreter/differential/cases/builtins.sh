printf '%d|%5d|%-5d|%05d|%+d|% d|%x|%X|%#x|%o|%#o|%u|%c|%s|%10s|%-10s|%.2s|%%\n' 1 2 3 4 5 6 255 255 255 8 8 9 abc def ghi jkl mnop

printf '%s\n' a b c; printf '%s-%s\n' a b c; printf '\n'; printf 'no args %s %d\n'; printf '%s'; printf '%*d|%-*d|%.*f\n' 5 42 5 42 2 3.14159; printf '%s %s\n' "a b" c; printf -- '-x\n'; printf '%b\n' 'a\tb\x41\0101\c' ; echo; printf '%b' 'x\cy' z; echo

printf '%q\n' 'a b' "it's" 'a"b' '$x' '' abc 'a;b' $'a\nb' $'\t' '~' 'é' '*' 'a=b' '{a,b}' '!x' '#c' 'a#b' '^' '[x]' '-n' 'a,b'; printf '%Q|%q\n' "a'b" 'x y'

printf '%d\n' abc; echo $?; printf '%d %d\n' 1x 2; echo $?; printf '%d\n' 0x1f 010 "'a" '"b' -5 +7 ' 8'; printf '%d\n' ''; echo $?; printf '%z\n' 1; echo $?; printf '%5'; echo $?; printf '%d\n' 99999999999999999999; echo $?; printf '%x\n' -1; printf '%i\n' 09; echo $?

type cd if; type -t echo for nosuch; f() { echo hi; }; type f; type -t f; shopt -s expand_aliases; alias ll='ls -l'; type ll; type -t ll; type -p cd; type -P sh >/dev/null && echo found; type nosuch; echo $?; type -a f; type -f f; echo $?

command -v cd; command -v f; f() { :; }; command -v f; command -V f; command -V cd; command -V if; command -v nosuch; echo $?; command -V nosuch; echo $?; alias x='y z'; command -v x; command echo hi; command -p echo p; cd() { echo mycd; }; cd; command cd /; pwd; builtin cd /tmp; pwd; builtin echo b

alias a='b c' d="e'f"; alias; alias a; alias -p; unalias a; alias a; echo $?; unalias -a; alias; shopt -s expand_aliases
alias hi='echo hello' sp='echo ' w=world
hi there; sp w; sp hi w
alias e=exit_nope; e; \hi; 'hi'; echo $?
alias l2='hi | tr a-z A-Z'; l2
alias loop='for i in 1 2; do echo $i; done'; alias if2='if true; then echo yes; fi'
loop
if2
alias echo='echo pre'; echo x; unalias echo; echo y; alias 'bad name=x'; echo $?; alias x=; x echo z

set -- a b c; echo $# $*; set -- ; echo $#; set a -b; echo $2; set -- -x; echo $1; set -e -u; echo $-; set +eu; echo $-; set -o | head -3; set +o | tail -2; set -o pipefail; set -o | grep pipefail; [[ -o pipefail ]] && echo on; set - q; echo $1

x=1 y='a b' z=$'a\nb' e=; set | grep -E '^(x|y|z|e)='; a=(1 'b c'); declare -A m=([k]=v); set | grep -E '^(a|m)='; f() { echo hi; }; set | grep -A3 '^f'; export | grep -c PATH; export Q=1; export -p | grep Q; export -n Q; export -p | grep Q; readonly R=2; readonly -p | grep ' R='; readonly | grep -c R=

shopt -s nullglob; shopt nullglob dotglob; echo $?; shopt -q nullglob; echo $?; shopt -p nullglob extglob; shopt -u nullglob; shopt nullglob; shopt | wc -l; shopt -s | head -2; shopt -o errexit; shopt -so errexit; echo $-; shopt -po errexit

getopts ab: o -a -b val -c; echo $o $OPTIND; while getopts "ab:c" opt -a -b x -cc rest; do echo $opt $OPTARG $OPTIND; done; echo $? $OPTIND $opt; OPTIND=1; while getopts ":ab:" o -x -b; do echo "$o [$OPTARG]"; done; OPTIND=1; while getopts "ab:" o -x -b; do echo "$o [$OPTARG]"; done; OPTIND=1; set -- -abfoo -- -a; while getopts ab: o; do echo $o $OPTARG; done; shift $((OPTIND-1)); echo $*; OPTERR=0; OPTIND=1; getopts a o -z; echo $o

f() { local OPTIND o; while getopts x:y o "$@"; do echo "f $o $OPTARG"; done; }; f -x 1 -y; f -y -x 2

read x <<< "  a b  "; echo "[$x]"; IFS= read x <<< "  a b  "; echo "[$x]"; read -r x <<< 'a\tb'; echo "$x"; read x <<< 'a\tb\\c'; echo "$x"; read a b c <<< "1 2 3 4 5"; echo "$c"; read a b <<< "1"; echo "[$b]"; read <<< " x "; echo "[$REPLY]"

read -n 3 x <<< abcdef; echo $x; read -N 3 x <<< $'a\nbc'; echo "$x"; read -d : x <<< a:b; echo $x; read -d '' x <<< $'a\nb'; echo "$? $x"; read -t 0.1 x < /dev/null; echo $?; read -t 0 x < /dev/null; echo $?; read -p prompt x <<< v; echo $x; read -u 3 x 3<<< fd3; echo $x; read -s x <<< sec; echo $x; read x < /dev/null; echo $? "[$x]"; read -e x <<< ed; echo $x; read -i d x <<< q; echo $x

IFS=: read a b c <<< "x:y:z:w"; echo "$a|$b|$c"; IFS=: read a b <<< "x:y:"; echo "$a|$b"; IFS=: read a b <<< "x:y::"; echo "$a|$b"; IFS=', ' read a b c <<< "1, 2 ,3"; echo "$a|$b|$c"; IFS=: read -a p <<< "::a:"; echo ${#p[@]}; IFS=x read a b <<< "1xx2"; echo "$a|$b"; IFS=' :' read a b c <<< " a : b  c "; echo "$a|$b|$c"; IFS=$'\t' read a b <<< $'p q\tr'; echo "$a|$b"

printf 'l1\nl2\nl3\n' | { read a; read b; cat; echo $a $b; }; echo a b | while read -r x y; do echo $y $x; done; read x y < <(echo p q; echo r); echo $y; printf 'a\\\nb\n' | { read x; echo $x; }; printf 'a\\\nb\n' | { read -r x; echo $x; }; printf '\0a\0b' | { read -d '' a; read -d '' b; echo "[$a][$b]"; }

cd /tmp; pwd; cd -; cd /; echo $OLDPWD $PWD; cd tmp; pwd; cd ..; pwd; cd ./tmp/../tmp; pwd; mkdir -p ~/d/e; cd ~/d; ln -s e l; cd l; pwd; pwd -P; cd ..; pwd; cd -P l; pwd; CDPATH=~/d; cd /; cd e; pwd; cd "$HOME"; cd; pwd

mkdir -p a b c; pushd a; pushd ../b; dirs; dirs -v; dirs -p; dirs -l; pushd; popd; pushd +1; popd; popd; pushd -n /tmp; dirs; popd -n; dirs; dirs -c; dirs; pushd a >/dev/null; pushd ../c >/dev/null; dirs +1; dirs -0; popd +1; echo ${DIRSTACK[0]}; echo ~+ ~1 ~-0

trap 'echo a' INT; trap 'echo b' EXIT; trap '' HUP; trap; trap -p EXIT; trap - INT; trap -p; trap 'echo "it'"'"'s"' TERM; trap -p TERM; kill -HUP $$; kill -TERM $$; echo end

trap 'echo usr1' USR1; kill -USR1 $$; echo after; trap 'echo chld' CHLD; true & wait; trap - CHLD; (trap 'echo sub exit' EXIT; echo in); trap 'echo int' SIGINT; kill -INT $$; kill -s INT $$; kill -2 $$; trap 'echo $?' EXIT; (exit 5)

trap 'echo ret' RETURN; f() { echo f; }; f; set -T; f; source /dev/null; trap - RETURN; f() { trap 'echo inner' RETURN; echo x; }; f; f2() { :; }; f2

trap 'echo ERR $?' ERR; false; (exit 3); f() { false; echo cont; }; f; set -E; f; false || true; if false; then :; fi; ! false; false && true; x=$(false); echo end

trap 'echo exit $?; exit 9' EXIT; false; exit 3

trap 'echo bye' 0; trap; exec true

f() { trap 'echo f exit' EXIT; }; f; (trap 'echo s' EXIT); echo $(trap 'echo cs' EXIT); trap 'echo outer' EXIT; bash -c 'trap "echo inner" EXIT; exit 2'; echo $?

kill -l | head -2; kill -l 9; kill -l TERM; kill -l 137; kill -l 15 2 1; kill -l SIGKILL; sleep 5 & kill $!; wait $!; echo $?; sleep 5 & kill -9 $!; wait $! 2>/dev/null; echo $?; kill -s KILL 0x 2>&1; trap -l | head -1

sleep 0.1 & echo $(($! > 0)); wait $!; echo $?; (exit 3) & wait $!; echo $?; wait; echo $?; false & p=$!; true & wait $p; echo $?; wait -n; echo $?; wait -n; echo $?; (exit 7) & wait -n -p v; echo $? $(( v == $! )); wait 1 2>&1; echo $?

sleep 5 & sleep 6 & jobs; jobs -r | wc -l; jobs -p | wc -l; jobs %1; kill %1; wait %1; echo $?; jobs; kill %sleep; wait; jobs; echo done

sleep 3 | cat & jobs; { sleep 3; echo x; } & jobs %2; (sleep 3) & for i in 1 2; do sleep 2; done & jobs; disown %1; jobs | wc -l; kill %2 %3 %4; disown -a; jobs

let 'a=5' b=a*2 c=b**2; echo $a $b $c; let a--; echo $a; let "x = 1, y = 2"; echo $x$y; let '1 == 2' || echo false; eval 'x=3; echo $x'; eval echo '$x' '$y'; eval "a=(1 2)"; echo ${a[1]}; eval -- echo dd; eval 'false'; echo $?; v=x; eval "$v=99"; echo $x; eval "echo \"\$$v\""

echo 'echo sourced $# $1 $0; x=5; return 3; echo no' > s; . ./s a b; echo $? $x $#; source s; echo $?; set -- p q; . ./s; echo $1; . ./s z; echo $1; echo 'set -- n1 n2' > t; . ./t; echo $*; . ./t a; echo $*; echo 'f() { echo from file; }' > u; . ./u; f

exec 3<<< "data"; cat <&3; (exec echo replaced; echo no); exec -a name bash -c 'echo $0'; echo no

(exec -c env | grep -v '^_=' | wc -l); (exec -l bash -c 'echo $0'); exec bash -c 'exit 4'

times | wc -l; enable -n echo; type -t echo; enable echo; type -t echo; enable | wc -l | xargs test 0 -lt && echo some; enable -n | wc -l; help -s cd; enable -n test; enable -n; help nope 2>&1 | head -1; help help | head -1

history; history | wc -l; set -o history; echo a; history 1 | wc -l; fc -l 2>&1 | wc -l; history -c; history; history -s 'echo saved'; history | tail -1; set +o history; echo !! "!x"; history -p '!!' 2>&1 | head -1

caller; f() { caller 0; }; f; test 1 = 1 && echo t; [ a = a ] && echo b; [ -d / -a -e /etc ] && echo c; test ! -e /nope && echo d; test 3 -gt 2 -o 1 -gt 2; echo $?; [ -n a -a -z "" ]; echo $?; test -e / ; echo $?; touch f; [ -f f ] && [ ! -s f ] && [ -r f ] && [ -w f ] && [ ! -x f ]; echo $?; [ f -nt nope ]; echo $?; [ nope -ot f ]; echo $?; [ -t 0 ]; echo $?; [ -O f ]; echo $?; ln -s f l; [ -L l ] && [ -h l ]; echo $?; [ f -ef l ]; echo $?

FOO=1 env | grep FOO; export FOO=2; bash -c 'echo $FOO'; FOO=3 bash -c 'echo $FOO'; echo $FOO; unset FOO; bash -c 'echo [$FOO]'; A=1 B=$A; echo "$A $B"; A=5 eval 'echo $A'; f() { echo $V; }; V=9 f; echo "[$V]"; V=7 :; echo "[$V]"; export -f f; bash -c 'V=x f'; PATH=/nope ls; echo $?; IFS=: set -- a:b; echo $#

help : | head -1; command help >/dev/null && echo ok; suspend 2>&1; logout 2>&1; echo $?; dirs; bind -l 2>/dev/null | wc -l | xargs test 0 -lt && echo bindok; complete -W 'a b' foo; complete -p foo; compgen -W 'abc abd x' ab; compgen -b ec; compgen -k whi; compgen -A function; f1() { :; }; compgen -A function f; complete -r foo; complete -p foo; compopt -o nospace 2>&1

_foo() { COMPREPLY=($(compgen -W "one two" -- "${COMP_WORDS[COMP_CWORD]}")); }; complete -F _foo bar; complete -p; complete -o default -o nospace -F _foo baz; complete | sort; complete -D -W x; complete -p -D; type -t complete compgen
