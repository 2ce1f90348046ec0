[[ a == a ]]; echo $?; [[ a != a ]]; echo $?; [[ a < b ]]; echo $?; [[ b > a ]]; echo $?; [[ -z "" ]]; echo $?; [[ -n "" ]]; echo $?; [[ "" ]]; echo $?; [[ x ]]; echo $?; [[ ! x ]]; echo $?

[[ a && b || "" ]]; echo $?; [[ "" || b && "" ]]; echo $?; [[ ( "" || b ) && c ]]; echo $?; [[ ! "" && ! "" ]]; echo $?; [[ ! ( a && b ) ]]; echo $?; [[ -n a || $(echo side >&2) ]]

x='a b'; [[ $x == a\ b ]] && echo 1; [[ $x == "a b" ]] && echo 2; [[ $x = a* ]] && echo 3; [[ $x == 'a*' ]] || echo 4; [[ $x == "a"* ]] && echo 5; p='a*'; [[ $x == $p ]] && echo 6; [[ $x == "$p" ]] || echo 7; [[ abc == a?c ]] && echo 8; [[ abc == [a-b]bc ]] && echo 9

[[ foobar =~ ^foo(.*)$ ]]; echo $? ${BASH_REMATCH[0]} ${BASH_REMATCH[1]}; [[ foo =~ bar ]]; echo $? ${#BASH_REMATCH[@]}; re='^([0-9]+)-([a-z]+)$'; [[ 12-ab =~ $re ]] && echo ${BASH_REMATCH[2]}; [[ a.c =~ a\.c ]] && echo esc; [[ abc =~ "a.c" ]] || echo lit; [[ 'a b' =~ a\ b ]] && echo sp; [[ ab =~ (a)(x)?b ]] && echo "[${BASH_REMATCH[2]}]" ${#BASH_REMATCH[@]}

[[ abc =~ [[:alpha:]]+ ]] && echo $BASH_REMATCH; [[ a1 =~ ^[a-z][0-9]$ ]] && echo y; [[ "x y" =~ [[:space:]] ]] && echo s; [[ abcabc =~ (abc){2} ]] && echo rep; [[ aXb =~ a.b|c ]] && echo alt; re='(['; [[ x =~ $re ]]; echo $?; shopt -s nocasematch; [[ ABC =~ abc ]] && echo nc

v=192.168.1.10; if [[ $v =~ ^([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})$ ]]; then echo "${BASH_REMATCH[@]:1}"; fi; [[ "pod/nginx-7d9c-x2" =~ ^([a-z]+)/(.*)-([^-]+)$ ]] && echo ${BASH_REMATCH[1]} ${BASH_REMATCH[3]}

[[ 5 -lt 10 ]] && echo lt; [[ 5 < 10 ]] || echo strcmp; [[ 010 -eq 8 ]] && echo oct; [[ -5 -lt 0 ]] && echo neg; [[ " 5 " -eq 5 ]] && echo sp; [[ "" -eq 0 ]] && echo empty; x=3+4; [[ x -eq 7 ]] && echo expr; [[ 5 -eq 5.0 ]]; echo $?

touch f; mkdir d; ln -s f l; ln -s nope b; for t in e f d L h s r w x; do for n in f d l b nope; do [ -$t $n ] && echo -n "$t:$n "; done; done; echo; [[ -e f && -d d && ! -e nope ]] && echo ok; echo x > f; [[ -s f ]] && echo size

touch -d '2020-01-01' old; touch new; [[ new -nt old ]] && echo nt; [[ old -ot new ]] && echo ot; [[ new -ef new ]] && echo ef; [[ nope -nt old ]]; echo $?; [[ old -nt nope ]]; echo $?; [[ -v HOME ]] && echo v; [[ -v nope ]]; echo $?; [[ -o errexit ]]; echo $?; set -e; [[ -o errexit ]]; echo $?

[[ a == b || a == a && b == b ]] && echo prec; [[ a
== a
&& b == b ]] && echo newline; [[ $(echo x) == x ]] && echo cs; [[ -n $nope ]]; echo $?; [[ $nope == "" ]] && echo emptyeq; if [[ ! -f nope ]]; then echo nof; fi; [[ "a]b" == *]* ]] && echo br; [[ '(' == "(" ]] && echo par

test -z; echo $?; test x = x; echo $?; [ x == x ]; echo $?; [ "a b" = "a b" ]; echo $?; x=; [ -n $x ]; echo $?; [ -n "$x" ]; echo $?; [ $x = y ] 2>&1; echo $?; [ a -a b ]; echo $?; [ ! -n "" ]; echo $?; [ 2 -gt 1 -a 1 -lt 2 ]; echo $?; [ \( 1 = 1 \) ]; echo $?; [ ! ]; echo $?
