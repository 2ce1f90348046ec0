x=10; printf '<%s>' ${x^^} "${x:0:2}" ${x//[a-c]/<&>} ${x-un}; echo

x=''; printf '<%s>' "${x%b*}" ${x:0:2} ${x:+set} ${x^}; echo

x='*'; printf '<%s>' ${#x} ${x^^} ${x/a/Z} "${x: -2}"; echo

x=''; printf '<%s>' ${x%%[.X]*} "${x}" "${x//X/-}" ${x/a/Z}; echo

x=héllo; printf '<%s>' ${x:1:-1} "${x//[a-c]/<&>}" "${x//X/-}" ${x/a/Z}; echo

x=aXbXc; printf '<%s>' ${#x} "${x/a/Z}" "${x%%[.X]*}" ${x^^}; echo

x=10; printf '<%s>' "${x:1:-1}" "${x:1}" "${x##*/}" "${x,,}"; echo

x=''; printf '<%s>' ${x:+set} "${x/a/Z}" "${x#a}" ${x^^}; echo

x=héllo; printf '<%s>' ${#x} "${x:0:2}" ${x: -2} ${x/#a/^}; echo

x=10; printf '<%s>' "${x//X/-}" "${x%b*}" "${x^}" "${x:-d e}"; echo

x='a b'; printf '<%s>' "${x/#a/^}" ${x:0:2} ${x,,} "${x#a}"; echo

x=héllo; printf '<%s>' "${x/%c/$}" ${x:0:2} "${x%%[.X]*}" "${x:1}"; echo

x="x'y"; printf '<%s>' "${x/a/Z}" "${x##*/}" ${x//[a-c]/<&>} ${x%%[.X]*}; echo

x='a b'; printf '<%s>' ${x/%c/$} "${x@Q}" "${x: -2}" "${x#a}"; echo

x='a:b:c'; printf '<%s>' ${#x} "${x%%[.X]*}" "${x#a}" ${x//[a-c]/<&>}; echo

x=''; printf '<%s>' ${x/#a/^} ${x%%[.X]*} "${x//[a-c]/<&>}" "${#x}"; echo

x=''; printf '<%s>' "${x#a}" ${#x} "${x,,}" "${x%%[.X]*}"; echo

x=aXbXc; printf '<%s>' ${x:+set} ${x^^} "${x,,}" ${x: -2}; echo

x='a:b:c'; printf '<%s>' "${x:+set}" "${x:1}" "${x/a/Z}" ${x##*/}; echo

x=aXbXc; printf '<%s>' "${x/#a/^}" "${x:1:-1}" "${x#a}" "${x,,}"; echo

x="x'y"; printf '<%s>' ${x:1} "${x//[a-c]/<&>}" "${x/a/Z}" "${x/#a/^}"; echo

x='a:b:c'; printf '<%s>' "${x^^}" "${x:-d e}" "${x,,}" "${x-un}"; echo

x=/usr/lib/x.tar.gz; printf '<%s>' ${x:0:2} ${x/a/Z} ${x:-d e} "${x:1}"; echo

x='  pad '; printf '<%s>' ${x,,} "${x##*/}" "${x:1:-1}" "${#x}"; echo

x=abc; printf '<%s>' ${x//X/-} ${x/a/Z} ${x/#a/^} ${x:-d e}; echo

x='  pad '; printf '<%s>' ${x^} "${x/a/Z}" ${x#a} "${x%%[.X]*}"; echo

x='*'; printf '<%s>' "${x@Q}" "${x#a}" ${#x} ${x:-d e}; echo

x='*'; printf '<%s>' "${x:0:2}" ${x} "${x: -2}" ${x^^}; echo

x=héllo; printf '<%s>' "${x/%c/$}" "${x,,}" "${x%b*}" ${x@Q}; echo

x=/usr/lib/x.tar.gz; printf '<%s>' "${#x}" "${x/#a/^}" ${x//[a-c]/<&>} ${x@Q}; echo

x=10; printf '<%s>' ${x: -2} ${x/#a/^} "${x:+set}" ${x//X/-}; echo

x=/usr/lib/x.tar.gz; printf '<%s>' ${x%b*} "${x:1}" "${x/#a/^}" "${x/%c/$}"; echo

x=/usr/lib/x.tar.gz; printf '<%s>' "${x^}" ${x:+set} "${x,,}" "${x: -2}"; echo

x='  pad '; printf '<%s>' "${x^^}" "${#x}" "${x}" ${x:1}; echo

x='  pad '; printf '<%s>' "${x}" ${x%b*} "${x:1:-1}" ${x/%c/$}; echo

x=''; printf '<%s>' "${x: -2}" ${x} "${x:+set}" ${x@Q}; echo

x='*'; printf '<%s>' "${x:+set}" "${x^^}" "${x%%[.X]*}" ${x,,}; echo

x=abc; printf '<%s>' "${x%%[.X]*}" ${x,,} "${x@Q}" "${x:1}"; echo

x=aXbXc; printf '<%s>' ${x:1:-1} "${x/#a/^}" "${x%%[.X]*}" ${x#a}; echo

x='a:b:c'; printf '<%s>' "${x@Q}" "${x//X/-}" "${x}" "${#x}"; echo

x=/usr/lib/x.tar.gz; printf '<%s>' ${x:1:-1} "${x//X/-}" ${x,,} "${x:-d e}"; echo

x=10; printf '<%s>' ${x,,} "${x//[a-c]/<&>}" "${x:+set}" "${x%%[.X]*}"; echo

x=héllo; printf '<%s>' ${x%%[.X]*} ${#x} ${x/#a/^} "${x@Q}"; echo

x='a b'; printf '<%s>' "${x##*/}" ${x:1:-1} "${x}" "${x:1}"; echo

x=abc; printf '<%s>' ${x%b*} ${x^} "${x/%c/$}" "${x//[a-c]/<&>}"; echo

x=4 y=9; echo $(( (x+1) )) $x $y

x=4 y=9; echo $(( !x )) $x $y

x=4 y=9; echo $(( -5 )) $x $y

x=4 y=9; echo $(( 0x10 )) $x $y

x=4 y=9; echo $(( 0x10 | (x+1) )) $x $y

x=4 y=9; echo $(( 7 <= -5 != y ? 3 : 3 % 2 )) $x $y

x=4 y=9; echo $(( ~y )) $x $y

x=4 y=9; echo $(( !x ? -5 : 1 == 010 <= 2 * 1 & 1 == 3 )) $x $y

x=4 y=9; echo $(( (!x ^ (x+1)) > (x+1) & 7 * x++ )) $x $y

x=4 y=9; echo $(( (~y) )) $x $y

x=4 y=9; echo $(( (x++) )) $x $y

x=4 y=9; echo $(( -5 ? (x+1) : 3 )) $x $y

x=4 y=9; echo $(( (1) )) $x $y

x=4 y=9; echo $(( 7 )) $x $y

x=4 y=9; echo $(( 010 )) $x $y

x=4 y=9; echo $(( (3 > 010) || 010 )) $x $y

x=4 y=9; echo $(( !x - 1 / 2 * ((3)) )) $x $y

x=4 y=9; echo $(( ((7) + x++ != 3) )) $x $y

x=4 y=9; echo $(( --y * x || 3 << 1 )) $x $y

x=4 y=9; echo $(( 3 ? 3 ? -5 : ~y - 1 > x : 7 || 010 * !x )) $x $y

x=4 y=9; echo $(( -5 >> 3 == (1) != (x) )) $x $y

x=4 y=9; echo $(( y )) $x $y

x=4 y=9; echo $(( (7 ? 3 : 2) * !x <= --y << 3 )) $x $y

x=4 y=9; echo $(( !x ^ 2 > 1 & 010 | 7 && -5 )) $x $y

x=4 y=9; echo $(( (x++ % 1 >= x) )) $x $y

x=4 y=9; echo $(( x++ + 3 >= 2 > !x )) $x $y

x=4 y=9; echo $(( (-5) )) $x $y

x=4 y=9; echo $(( 3 >= 2 )) $x $y

set -e; for i in 1 2; do f() { [[ a == a* ]]; }; f; echo $?; done; echo end $?

set -e; case $({ nosuch_command; echo $?; }) in a) echo A;; *) echo other;; esac; echo end $?

set -e; ( for i in 1 2; do [[ a == a* ]]; done; echo $? ); echo end $?

set -e; f() { x=5; }; f; echo $?; echo end $?

set -o pipefail; { break 2>/dev/null; echo $?; }; echo $?; echo end $?

set -u; ((0)) | cat; echo end $?

set -o pipefail; echo b >&2; echo $?; echo end $?

set -o pipefail; ( if echo a; then echo T; else echo F; fi; echo $? ); echo end $?

set -e; for i in 1 2; do echo b >&2; done || echo or; echo end $?

! if ((0)); then echo T; else echo F; fi; echo end $?

set -u; trap 'echo bye' EXIT; while true; do echo w; break; done; echo end $?

set -u; ! ! ((0)); echo end $?

set -o pipefail; if [[ a == a* ]]; then echo T; else echo F; fi; echo end $?

set -e; { { ((0)); echo $?; }; echo $?; }; echo end $?

set -e; if echo b >&2; then echo T; else echo F; fi || echo or; echo end $?

set -e; x=$(((0))); echo "[$x]"; echo end $?

set -e; trap 'echo bye' EXIT; [[ a == a* ]] && echo and; echo end $?

set -e; for i in 1 2; do ((0)); done || echo or; echo end $?

((0)) | cat; echo end $?

set -o pipefail; trap 'echo bye' EXIT; until return 2 2>/dev/null; do echo u; break; done; echo end $?

set -o pipefail; { if echo b >&2; then echo T; else echo F; fi; echo $?; }; echo end $?

set -u; ! for i in 1 2; do [[ a == a* ]]; done; echo end $?

for i in 1 2; do [ 1 = 2 ]; done; echo end $?

x=$(eval '[[ a == a* ]]'); echo "[$x]"; echo end $?

while [ 1 = 2 ]; do echo w; break; done && echo and; echo end $?

set -e; case $(x=$(false); echo "[$x]") in a) echo A;; *) echo other;; esac; echo end $?

set -e; echo b >&2 && echo and || echo or; echo end $?

until eval '[[ a == a* ]]'; do echo u; break; done; echo end $?

set -e; ( until break 2>/dev/null; do echo u; break; done; echo $? ); echo end $?

set -u; until break 2>/dev/null | cat; do echo u; break; done; echo end $?

while case $(false) in a) echo A;; *) echo other;; esac; do echo w; break; done; echo end $?

f() { x=$((exit 3)); echo "[$x]"; }; f; echo $?; echo end $?

set -e; eval 'echo a'; echo end $?

set -o pipefail; eval '(exit 3) && echo and'; echo end $?

set -u; while trap 'echo bye' EXIT; (exit 3); do echo w; break; done; echo end $?

set -e; ((0)) && echo and | cat; echo end $?

{ ((0)); echo $?; }; echo end $?

set -e; eval '( [ 1 = 2 ]; echo $? )'; echo end $?

[[ a == a* ]] || echo or | cat; echo end $?

set -u; { true; echo $?; } && echo and; echo end $?

set -o pipefail; while until (exit 3); do echo u; break; done; do echo w; break; done; echo end $?

set -e; ! false; echo end $?

set -e; false | cat; echo end $?

set -u; [[ a == a* ]] || echo or; echo $?; echo end $?

source <(echo 'x=1; echo $x'); echo $x; . <(echo 'echo "$1"') a; source <(exit 3); echo $?

f() { source /dev/stdin; }; f <<< 'echo here'; source /dev/fd/3 3<<< 'echo three'; source <(echo 'return 4'; echo no); echo $?
