set -x; echo a "b c" 'd$e' ''; x=1; y="a b" z=$x; x=5 true; set +x; echo done

set -x; for i in 1 2; do echo $i; done; while [ "$i" = 2 ]; do i=3; done; if [[ a == a* && -n "$i" ]]; then :; fi; case $i in 3) echo three;; esac

set -x; ((i=5)); ((i>3)) && echo $((i+1)); for ((j=0;j<2;j++)); do :; done; let k=3; [[ $i -gt 3 || x =~ y ]]; [[ ! -e /nope ]]

set -x; f() { local a=$1; return 3; }; f x; echo $?; (echo sub); { echo grp; }; x=$(echo inner); echo `echo bq`; a=(1 'b c' $x); a+=(d); a[1]=q; declare -A m=([k]="v w")

PS4='+$LINENO: '; set -x; echo hi
echo there
set +x

set -x; echo "it's" 'a"b' $'tab\there' a\\b '*' '~' ~ '#' 'x#y' '{a}' a=b '!x' é; export V='1 2'; readonly R=3; declare -i n=4; local x

set -x; select x in a b; do break; done <<< 1; until true; do :; done; cat <<E
text $x
E
[ -z "" ] ; test a = 'b c'; printf '%s\n' "a
b"

bash -x -c 'echo $0 "$@"; x=3' name 'a b' c; bash -xc 'if true; then echo $LINENO; fi'; bash -ex -c 'false; echo no'; echo $?

set -v; echo a; x=2 # comment
if true; then
  echo b
fi
set +v
echo c

set -x; [[ $x == "a b"* ]]; [[ -z $x && ( a < b ) ]]; x='a*'; [[ abc == $x ]]; [[ abc == "$x" ]]; [[ "a b" = 'a b' ]]; [[ abc =~ ^a(.)c$ ]]; [[ -v x ]]

PS4='> '; set -x; f() { g; }; g() { echo in g; }; f; echo $(f); trap 'echo bye' EXIT
