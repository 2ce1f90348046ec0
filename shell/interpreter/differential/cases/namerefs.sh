f() { local -n r=$1; r=new; }; x=old; f x; echo $x; g() { local -n a=$1; a+=(z); echo ${#a[@]} ${a[@]}; }; arr=(p q); g arr; echo ${arr[@]}; declare -A m=([k]=v); h() { local -n d=$1; echo ${d[k]} ${!d[@]}; d[n]=1; }; h m; echo ${#m[@]}

declare -i n=5; n+=2; echo $n; declare -l low=ABC; echo $low; low+=DEF; echo $low; declare -u up=abc; echo $up; declare -x ex=1; declare -p n low up ex; declare +i n; n+=2; echo $n; declare +x ex; declare -p ex; declare -r ro=1; declare +r ro; echo $?; ro=2; echo no

f() { declare v=1; declare -g gv=2; local -r lr=3; echo $v $gv $lr; local; }; f; echo "[$v] $gv [$lr]"; f2() { export ev=5; declare -x dv=6; }; f2; echo $ev "[$dv]"; f3() { local x; x=1; echo ${x-unset}; unset x; echo ${x-unset}; }; x=glob; f3; echo $x

f() { local a=1 b=$a c; echo "$b [$c]"; local -a arr=(1 2); local -A m=([x]=y); echo ${arr[1]} ${m[x]}; local i; for i in 1 2; do :; done; echo $i; }; i=9; f; echo $i; g() { local v=$(false); echo $?; local w; w=$(false); echo $?; }; g

readonly A=1; A=2; echo no

readonly A=1; unset A; echo $?; declare A=3; echo $?; export A=4; echo $?; read A <<< 5; echo $?; (A=6); echo $?; echo $A; f() { local A=7; echo in $A; }; f; echo $?

export A=1 B; declare -p A B; B=2; declare -p B; export -n A; declare -p A; unset B; export C D=4; bash -c 'echo "[$A][$C][$D]"'; E=5 F=6 bash -c 'echo $E$F'; declare -x G; G=7; bash -c 'echo $G'; typeset -i H=3*4; echo $H; declare -a I; I[2]=x; echo ${#I[@]}

x=5; f() { echo $x; local x=6; g; }; g() { echo $x; x=7; }; f; echo $x; unset -v x; echo "[$x]"; f=func; f() { echo fn; }; unset f; f; echo "[$f]"; unset f; f; echo $?; x=1; x() { :; }; unset -f x; echo $x

declare -f; f() { echo "a b" 'c d' $x "${y[@]}"; if [[ $1 == x* ]]; then return 1; elif (( $1 > 2 )); then :; else echo; fi; }; declare -f f; declare -F; declare -F f; type f

f() { while read -r l; do case $l in a|b) echo x;; *) continue;; esac; done < <(cat); for ((i=0;i<3;i++)); do echo $i; done; until false; do break; done; select x in 1 2; do break; done; { a; b; } > /dev/null 2>&1; (c; d) & }; declare -f f

f() { cat <<E
hi $1
E
echo after; }; f x; f() { a && b || c; ! d; e | f | g; x=1 y=2 cmd; local z=(1 2); time h; coproc i; }; declare -f f; f() (sub; shell); declare -f f; function f { one; }; declare -f f; f() { :; } > out; declare -f f

PS4='+ '; f() { set -x; echo in; set +x; }; f; set -- a b; f() { echo $# "$@"; set -- x; echo $1; }; f 1 2 3; echo $1; f() { shift 2; echo $1; }; f a b c; f() { echo ${@: -1} ${!#} ${*:2}; }; f p q r; f() { echo "${1:?need arg}"; echo no; }; (f); echo $?; f ok

cat > lib.sh <<'E'
echo "lib ${BASH_SOURCE[0]} ${BASH_SOURCE[1]} $0 ${FUNCNAME[0]} $LINENO"
libf() { echo "libf ${BASH_SOURCE[0]} ${BASH_LINENO[0]} $LINENO"; caller 0; }
E
cat > main.sh <<'E'
#!/bin/bash
. ./lib.sh
libf
f() { libf; }
f
echo ${BASH_SOURCE[0]} ${#BASH_SOURCE[@]} $LINENO
[[ ${BASH_SOURCE[0]} == "$0" ]] && echo main
E
bash main.sh; chmod +x main.sh; ./main.sh | tail -1; source ./main.sh | tail -1

set -euo pipefail; f() { local x; x=$(echo hi); echo $x; }; f; trap 'echo "failed at $LINENO: $BASH_COMMAND"' ERR
g() { echo g; }
g
ls /nope 2>/dev/null
echo no

cat > s.sh <<'E'
#!/usr/bin/env bash
set -Eeuo pipefail
trap 'echo "error on line $LINENO"; exit 1' ERR
trap 'echo cleanup' EXIT
usage() { echo "usage: $0 [-v] file" >&2; exit 2; }
verbose=0
while getopts "vh" o; do case $o in v) verbose=1;; h) usage;; *) usage;; esac; done
shift $((OPTIND-1))
[[ $# -ge 1 ]] || usage
for f in "$@"; do [[ -f $f ]] || { echo "no $f" >&2; false; }; done
echo "ok $verbose"
E
touch a; bash s.sh -v a; echo $?; bash s.sh; echo $?; bash s.sh nope; echo $?; bash s.sh -x; echo $?

kubectl() { echo "kubectl $*"; }; for ns in default kube-system; do kubectl -n "$ns" get pods -o name | while read -r p; do echo "$ns: $p"; done; done; pods=$(printf '%s\n' a b c); for p in $pods; do echo "pod/$p"; done; mapfile -t arr <<< "$pods"; echo "${#arr[@]} ${arr[*]}"; echo "$pods" | xargs -n1 echo got

i=0; while (( i++ < 3 )); do printf '%s ' "$i"; done; echo; n=3; until [ $n -eq 0 ]; do n=$((n-1)); done; echo $n; while read -r a b; do echo "$b-$a"; done << 'E'
1 x
2 y
E
total=0; for n in 1 2 3; do ((total+=n)); done; echo $total; s=; for c in a b c; do s="$c$s"; done; echo $s; declare -A seen; for w in x y x; do [[ ${seen[$w]:-} ]] && echo dup $w; seen[$w]=1; done

retry() { local n=0 max=$1; shift; until "$@"; do ((++n >= max)) && return 1; echo "retry $n"; done; }; c=0; flaky() { ((++c >= 3)); }; retry 5 flaky && echo done $c; retry 2 false; echo $?; log() { printf '[%s] %s\n' "$1" "${*:2}"; }; log INFO a b c; die() { echo "$*" >&2; exit 1; }; (die bad thing); echo $?
