x=abc; y=x; echo ${!y} ${!y:1} ${!y^^}; pre_a=1 pre_b=2; echo ${!pre_*} "${!pre_@}"

x='a b'; echo ${x@Q} ${x@U} ${x@u} ${x@L} ${x@A} ${x@a}; declare -rx R='q r'; echo ${R@A} ${R@a}

a=(1 'b c' 3); echo "${a[@]@Q}"; echo "${a[@]@A}"; echo "${a[@]@K}"; echo "${a[@]@k}"; echo ${a@A} ${a@a} ${a[@]@a}

declare -A m=([k]=v [j]='w x'); echo "${m[@]@K}"; echo "${m[@]@A}"; echo ${m[@]@a}

x=hello; echo ${x^} ${x^^} ${x^l} ${x^^l} ${x^^[eo]} ${x,} ${x,,} ${x~} ${x~~}; y=HELLO; echo ${y,} ${y,,} ${y,,[EO]} ${y~}

x=banana; echo ${x//a/[&]} ${x/a/&&} "${x//a/\&}" ${x/%a/X} ${x/#b/Y} ${x/n} ${x//n} ${x//[an]/-} ${x/a*n/_}

x=abcdefgh; echo ${x:2} ${x:2:3} ${x: -3} ${x: -3:2} ${x:2:-2} ${x:(-3):1} ${x:9} "[${x:8}]" ${x:1+1:2*2}

set -- a b c d e; echo ${@:2} / ${@:2:2} / ${@: -2} / ${*:1:1} / ${@:0:1} / ${@:5} / ${@:6}

a=(a b c d e); echo ${a[@]:1:2} / ${a[@]: -2} / ${a[*]:3} / ${a[@]:0:0} / ${a:1}; b=([3]=x [7]=y [9]=z); echo ${b[@]:4} / ${b[@]:0:2} / ${!b[@]}

x=path/to/file.tar.gz; echo ${x##*/} ${x#*/} ${x%.*} ${x%%.*} ${x%/*} ${x%%/*} ${x#nothing} "${x##*}" "${x%%*}"

unset x; echo "${x-a}" "${x:-b}" "${x+c}" "${x:+d}" "${x-}"; x=; echo "${x-a}" "${x:-b}" "${x+c}" "${x:+d}"

echo ${x:=5} $x; echo ${y="a b"} "$y"; echo "${z:-$(echo sub)}" "${z:-"q  r"}" "${z:-'s'}" ${z:-'t  u'}

unset x; echo ${x?}; echo no

unset x; echo ${x:?}; echo no

x=; echo "${x:?custom message $((1+1))}"; echo no

x='*'; echo "$x" "${x}" "${x:0:1}"; x='a  b'; echo $x "$x" ${x/  /_} "${x#a}" end

x='one two three'; echo ${x%% *} "${x#* }" ${#x} ${x// /}

x=abc; echo ${x/b/} ${x/b/$x} "${x/b/"q q"}" ${x/"b"/y} ${x/'b'/z}

x='a*b'; echo "${x/'*'/-}" "${x/\*/-}" "${x//\*/&&}"; p='*'; echo "${x/$p/Z}" "${x/"$p"/Z}"

x=a.b.c; IFS=.; echo $x; echo "$x"; set -- $x; echo $#; IFS=' '; y='p q'; set -- $y; echo $#

set -- 'a b' c; IFS=-; echo "$*" $* "${*}" "${*:1}"; x="$*"; echo "$x"; y=$*; echo "$y"; IFS=; echo "$*" $*

set -- 'a b' c ''; for i in "$@"; do echo "<$i>"; done; for i in $@; do echo "<$i>"; done; for i in "x$@y"; do echo "<$i>"; done; for i in "$*"; do echo "<$i>"; done

set --; for i in "$@"; do echo "<$i>"; done; for i in "$@"x; do echo "<$i>"; done; for i in "$*"; do echo "<$i>"; done; echo $# "${#@}" ${#*}

echo ${#} ${#?} ${#-} "${#x}"; x=héllo; echo ${#x} ${x:1:1} ${x^^}; y=日本; echo ${#y} ${y:0:1}

a=(x y z); echo ${#a[@]} ${#a[*]} ${#a} ${#a[1]} "${a[*]}" "${a[@]}" ${a[0]} $a ${a[5]} ${a[-1]} ${a[-2]}; IFS=,; echo "${a[*]}"

a=(1 2 3); echo ${a[-4]}; echo $?; a[-5]=x; echo $?

x=1; echo ${x:-${y:-${z:-deep}}} ${y:-${z:-deep}} ${y:-$x$x} "${y:-"$x"}"; echo ${y:+"$x"} "${x:+"a  b"}" ${x:+a  b}

echo "${x:-a}b" ${x:-"}"} "${x:-\}}" "${x:-'}'}" 

x=~; echo ${y:-~} "${y:-~}" ~/a "~/a" ~root ~nouser; x=~/a:~/b; echo "$x" a~ ~+ ; cd /tmp; cd /; echo ~-

HOME=/h; echo ~ ~/x a=~ --p=~/x; a=~; echo $a; export b=~/q; echo $b; c=x:~; echo $c; d=x~; echo $d

set -u; echo "${x-unset}" "${x:-}" ; echo ${#x}; echo no

set -u; a=(); echo "${a[@]}" "${#a[@]}"; echo "$@" $*; echo ${a[0]}; echo no

set -u; echo $1; echo no

set -u; (echo $nope; echo no); echo after $?; echo ${!nope}; echo no

echo ${}; echo no

echo ${x!y}; echo no

echo ${x-${y}; echo no

echo "${1abc}"; echo no

x=5; echo $x$x "$x"'$x'\$x ${x}x $xx; echo $'a\tb\nc\x41\101\u00e9\'q' $"hello $x"

x='a\b'; echo $x "$x" '$x' ; printf '%s\n' $x "\$x \` \" \\ \a"; echo a\
b "c\
d" 'e\
f'

echo "$(echo "inner $(echo "deep 'q'")")" `echo \`echo nested\`` "`echo "bq"`" $(echo ')') $(echo "a)b")

echo $(case a in a) echo ok;; esac) $(case b in (b) echo ok2;; esac); echo $( # comment )
echo x)

x=$(printf 'a\n\n\n'); echo "[$x]"; y="$(printf 'a\nb\n')"; echo "$y"; echo $y; z=$(false); echo $?; z=$(exit 7) || echo $?; local=$(true); echo $?

x=abc; echo ${x:0:-1} ${x:0:-5}; echo no

a=(1 2 3); echo ${a[@]:0:-1}; echo no

x=aXbXc; echo ${x//X/$'\n'} "${x//X/$'\n'}"; echo "${x/X/a/b}"; y=/a/b; echo ${y//\//_} ${y//'/'/-} "${y/\/a/z}"

x=abc; y=${x/b/'$x'}; echo $y; echo "${x/b/'q'}" "${x/b/\'q\'}" ${x/b/\'}

f='*.txt'; touch a.txt b.txt; echo $f "$f" ${f} ${f/txt/md}; x=$f; echo "$x" $x; unset f; echo ${f:-*.txt} "${f:-*.txt}"

echo a b c; echo $_; x=1; echo $_; true; echo "[$_]"

x=abc; echo "${x%"c"}" "${x%'c'}" "${x#"${x%?}"}" ${x/#/pre} ${x/%/suf} ${x/#a/} "${x//}" ${x/}

v=x; x=(a b); echo ${!v} ; r='x[1]'; echo ${!r}; r='x[@]'; echo "${!r}"; r=1; set -- p q; echo ${!r} ${!#}; n=nosuch; echo "[${!n}]"; unset n; echo ${!n}; echo no

x=foo; foo=bar; declare -n ref=x; echo $ref ${!ref}; ref=new; echo $x; unset ref; echo "[$x]"; unset -n ref; echo "[$ref]"

x='$(echo no) `no` $y'; echo "$x"; eval "echo \"$x\"" 2>/dev/null; y=1; echo "${x@P}"

echo ${BASH_VERSINFO[0]} ${BASH_VERSINFO[1]} ${BASH_VERSION%%.*}; echo ${#BASH_VERSINFO[@]} $BASH_SUBSHELL; (echo $BASH_SUBSHELL; (echo $BASH_SUBSHELL)); echo $(echo $BASH_SUBSHELL)

echo ${x[@]@Q} "${x[@]}" "[${nope[*]}]" ${#nope[@]} ${!nope[@]}

a=('' x ''); for i in "${a[@]}"; do echo "<$i>"; done; for i in ${a[@]}; do echo "<$i>"; done; for i in pre"${a[@]}"post; do echo "<$i>"; done; printf '[%s]' "${a[@]/#/-}"; echo

a=(apple banana cherry); echo ${a[@]/a/A} ${a[@]//a/A} ${a[@]%e} ${a[@]#b} ${a[@]^} ${a[@]^^} ${a[*]:1:1} "${a[@]/%/!}"; set -- foo bar; echo ${@/o/0} ${@^} ${*%r} "${@/#/-}"

x=abc; echo ${x@Z}; echo no

x=1; echo ${x@}; echo no
