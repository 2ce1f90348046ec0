if true; then echo a; elif false; then echo b; else echo c; fi; if false; then :; fi; echo $?; if ! false; then echo neg; fi; if (exit 3); then :; else echo $?; fi

for i in a b c; do [ $i = b ] && continue; echo $i; done; for i; do echo $i; done; for i in; do echo never; done; echo "[$i]"; for x in *.none; do echo $x; done

for i in 1 2 3; do for j in 1 2 3; do [ $j = 2 ] && break 2; echo $i$j; done; done; while :; do while :; do break 2; done; done; echo out; for i in 1 2; do (break); echo still $i; done

break; echo $?; continue 2; echo $?; for i in 1; do break 0; echo x; done; echo $?; for i in 1; do break abc; echo x; done; echo $?

for i in 1 2; do break 5; done; echo $?; for i in 1 2; do continue 5; done; echo $i; while false; do :; done; echo $?; until true; do :; done; echo $?

case x in y) echo y;; esac; echo $?; case "a b" in "a b") echo quoted;; esac; case abc in [a-c]*) echo cls;; esac; case - in [!a-z]) echo neg;; esac; case a in b|a) echo or;; esac; case '*' in '*') echo star;; esac; case x in *) echo d;; esac

case a in a) echo 1;& b) echo 2;& c) echo 3;; d) echo 4;; esac; case a in a) echo 1;;& *) echo 2;;& b) echo 3;; esac; case a in (a) echo paren; esac; case x in a) ;; x) false;; esac; echo $?

x='a*'; case abc in $x) echo pat;; esac; case abc in "$x") echo lit;; *) echo nolit;; esac; case $x in a\*) echo esc;; esac; shopt -s nocasematch; case ABC in abc) echo nocase;; esac; [[ ABC == abc ]] && echo nc2

f() { echo $1 $# $0 $FUNCNAME; }; f a b; function g { echo g; }; g; function h() { echo h; }; h; i () ( echo sub; exit 4 ); i; echo $?; j() if true; then echo jif; fi; j; k() { echo redirected; } > out; k; cat out

fact() { if (( $1 <= 1 )); then echo 1; else echo $(( $1 * $(fact $(($1-1))) )); fi; }; fact 10; fib() { (($1<2)) && { echo $1; return; }; echo $(( $(fib $(($1-1))) + $(fib $(($1-2))) )); }; fib 10

f() { local x=1; g; echo $x; }; g() { echo $x; x=2; }; x=0; f; echo $x; h() { x=5; unset x; echo "[$x]"; }; h; echo "[$x]"; k() { local y; echo "[$y]" ${y-unset}; local z=a w; echo $z; }; y=outer; k

f() { return; }; false; f; echo $?; f() { return 300; }; f; echo $?; f() { return -1; }; f; echo $?; f() { return abc; }; f; echo $?; return; echo $?; f() { return 1 2; }; f; echo $?

f() { echo "$@"; shift; echo "$@"; shift 2; echo $#; shift 5; echo $?; set -- x y; echo $*; }; set -- o; f a b c d; echo $*; unset -f f; f; echo $?

f() { unset -f f; echo once; }; f; f 2>/dev/null || echo gone; f() { f() { echo second; }; echo first; }; f; f

f() { echo ${FUNCNAME[@]} ${#FUNCNAME[@]} ${BASH_LINENO[@]} ${BASH_SOURCE[@]}; caller; caller 0; caller 1; }
g() {
f
}
g
echo "[${FUNCNAME[0]}]"

! true; echo $?; ! false; echo $?; ! ! true; echo $?; true && false; echo $?; false || true && echo yes; true || echo no && echo also; { false; true; }; echo $?; (false); echo $?; ! (exit 3); echo $?

true | false | true; echo ${PIPESTATUS[@]} $?; set -o pipefail; true | (exit 3) | (exit 4) | true; echo $? ${PIPESTATUS[@]}; ! false | true; echo $?; (exit 5); echo ${PIPESTATUS[@]}

echo a | { read x; echo "got $x"; }; echo "[$x]"; echo b | while read l; do y=$l; done; echo "[$y]"; shopt -s lastpipe; echo c | read z; echo "[$z]"; echo a b | (read p q; echo $q $p)

x=1; (x=2; echo $x); echo $x; { x=3; }; echo $x; (cd /tmp; pwd); pwd; (exit 3) || echo $?; (set -e; false; echo no); echo $?; x=$(x=9; echo $x); echo $x

select x in one two three; do echo "$x $REPLY"; break; done <<< 2; select y in a b; do echo "[$y]"; done <<< $'9\n\n1'; echo $?; PS3='pick: '; select z in q; do break; done <<< 1; echo $z

select x in alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu; do echo $x; break; done <<< 13

coproc cat; echo hi >&${COPROC[1]}; read l <&${COPROC[0]}; echo "got $l"; [ -n "$COPROC_PID" ] && echo pid; eval "exec ${COPROC[1]}>&-"; wait $COPROC_PID; echo $?

set -e; f() { false; echo in; }; f || echo caught; if f; then echo t; fi; f && echo x; f; echo no

set -e; x=$(false); echo no

set -e; local x=$(false) 2>/dev/null || true; export y=$(false); echo y; (false); echo no

set -e; ((0)) || echo z; [[ a == b ]] || echo n; while false; do :; done; until true; do :; done; false && true; echo still; { false; } || echo g; ((0)); echo no

set -e; trap 'echo ERR $?' ERR; trap 'echo EXIT $?' EXIT; f() { false; }; f; echo no

set -eE; trap 'echo "err at $LINENO"' ERR
f() {
  false
}
f
echo no

set -o pipefail; set -e; false | true; echo no

set -eu; echo ${1:-d}; f() { echo "$1"; }; f a; f; echo no

if true; then echo a; fi > f; cat f; for i in 1 2; do echo $i; done >> f; cat f; while read l; do echo "=$l"; done < f; case x in x) echo c;; esac 2>&1 >&2 | cat; { echo o; echo e >&2; } 2>/dev/null; ( echo s ) >&2

for i in 1 2 3; do if [ $i = 2 ]; then continue; fi; echo $i; done; i=0; while true; do i=$((i+1)); [ $i -gt 3 ] && break; done; echo $i; for f in a b; { echo brace $f; }

for 1x in a; do :; done; echo $?; for i in a b; do for i in c d; do :; done; echo $i; done; readonly ro=1; for ro in a b; do echo $ro; done; echo no

f() { f2() { echo inner; }; }; f; f2; f3() { echo $1; [ $1 -gt 0 ] && f3 $(($1-1)); }; f3 2; echo $?; a-b() { echo dashed; }; a-b; a.b() { echo dotted; }; a.b; f:g() { echo colon; }; f:g

exit_in() { exit 4; }; (exit_in; echo no); echo $?; x=$(exit_in; echo no); echo $? "[$x]"; eval 'exit_in'; echo no

exit 256; echo no

exit abc; echo no

exit 1 2; echo $?

exit -1

(exit 300); echo $?; exit 3 | cat; echo $?; { exit 5; } | true; echo ${PIPESTATUS[@]}; exit
