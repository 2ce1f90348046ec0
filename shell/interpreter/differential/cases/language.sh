echo a{b,c}d {1..5} {01..03} {5..1..2}

x=hello; echo ${x#he} ${x%lo} ${x/l/L} ${x//l/L} ${x^^} ${x:1:3} ${#x} ${x: -2}

x=; echo ${x:-def} ${y-undef} ${x:+alt} "${z:=set}" $z

a=(1 2 3); unset "a[1]"; a+=(9); echo ${a[@]} ${!a[@]} ${a[-1]} ${#a[@]}

declare -A m=([k]=v); m[j]=w; echo ${m[k]} ${m[j]} ${#m[@]}

echo $((1+2*3)) $((2**10)) $((7%3)) $((1<<4)) $((3>2?10:20)) $((0x1f)) $((2#101))

i=0; while ((i<5)); do ((i++)); [ $i = 3 ] && continue; echo $i; done

for ((i=0;i<3;i++)); do echo $i; done; until false; do echo once; break; done

for i in 1 2; do for j in a b; do [ $j = b ] && continue 2; echo $i$j; done; done

case abc in x|a*) echo yes;;& *c) echo also;; *) echo no;; esac

[[ abc =~ ^a(.)c$ ]] && echo ${BASH_REMATCH[1]}; [[ a.c == a.? && ! -e /nope ]]; echo $?

f() { local a=1; echo $a $1 $#; return 3; }; f x y; echo $? "[$a]"

while read -r l; do echo "[$l]"; done <<EOF
a b
c\d
EOF

cat <<-"X"
	literal $HOME
	X
echo done

read a b <<< "1 2 3"; echo "$a|$b"; IFS=: read -ra p <<< "x:y::z"; echo ${#p[@]} ${p[2]:-empty}

mapfile -t a <<< $'x\ny'; echo ${a[1]} ${#a[@]}

printf "%5d|%-5s|%05.2f|%x|%q\n" 42 ab 3.14159 255 "a b"

x="a b  c"; for w in $x; do echo "<$w>"; done; for w in "$x"; do echo "<$w>"; done

set -- a "b c" d; for w in "$@"; do echo "<$w>"; done; shift; echo "$*"; IFS=,; echo "$*"

true | false; echo $? ${PIPESTATUS[@]}; set -o pipefail; false | true; echo $?

set -e; if false; then :; fi; false || true; ! true; echo here; false; echo no

set -u; echo $zzz; echo no

trap "echo bye" EXIT; exit 3

trap "echo err" ERR; false; false || true; true

(exit 4); echo $?; ( x=1; echo $x ); echo "[$x]"; { echo g; } 2>/dev/null

echo a >&2; echo b 2>&1 >/dev/null; echo $?

exec 3>&1; echo hi >&3; exec 3>&-; echo x >&3; echo $?

echo ${x@Q} "$(echo "a  b"; echo)" `echo q`

yes | head -2

seq 5 | grep -v 3 | tail -2 | wc -l

printf "b\na\nb\n" | sort | uniq -c | sort -rn

cat <(echo x) <(echo y)

sleep 1 & sleep 0.1; kill $!; wait $!; echo $?

timeout 0.1 sleep 5; echo $?

true & wait; echo $?; false & wait $!; echo $?

nosuch; echo $?; /nope/x; echo $?; /tmp; echo $?

cd /nope; echo $?; local x; break; echo $?; shift 5; echo $?

readonly r=1; r=2; echo after

echo $((1/0)); echo no

((1/0)); echo $?

echo ${y:?not here}; echo no

echo )

if true; then

echo 'abc

while getopts ab:c o -a -b v -c rest; do echo $o $OPTARG; done; echo $OPTIND

[ 1 -eq x ]; echo $?; [ a b c ]; echo $?; test; echo $?; [ ! a = b -a -n x ]; echo $?

type cd if; type -t echo for nosuch; command -v cd

x=5; x+=3; declare -i n=5; n+=3; echo $x $n; n=2*4; echo $n; declare -p n

alias a=b; shopt -s nullglob; echo [*.nothing]x; set -f; echo *

a="x y"; b=$a; echo "$b"; c=~; [ "$c" = "$HOME" ]; echo $?; echo "~" \~
