echo )

echo a; )

if true; then echo a

if then echo; fi

for i in a b; echo $i; done

for; do :; done

while do :; done

case x in a) echo; esac; case x

fi

done

then

}

{ echo a

( echo a

echo 'abc

echo "abc

echo `abc

echo $(abc

echo ${abc

echo $((1+2

echo a |

echo a &&

| echo

&& echo

;; echo

echo a ;; echo b

echo a; ; echo b

& echo

echo & & echo

echo <

echo > ; echo

echo >> | cat

echo < < f

f() { echo; 

f() echo a

f() { }

{ }

( )

()

if true; then fi

while true; do done

[[ a == ]]

[[ a b ]]

[[ ]]

[[ a && ]]

[[ -n a

[[ ( a == b ]]

for ((i=0;i<3)); do :; done

for (( ; do :; done

echo a
echo b
echo )
echo c

echo start
if true; then
  echo x
done

eval 'echo )'; echo $?; eval 'if'; echo $?; eval "echo 'x"; echo $?; eval 'echo a; fi'; echo $?

cat > s.sh <<'E'
echo one
echo )
echo two
E
bash s.sh; echo $?; source ./s.sh; echo $?; . ./s.sh; echo $?

cat > s.sh <<'E'
echo one
if true; then
E
bash s.sh; echo $?; . ./s.sh; echo $?; bash -n s.sh; echo $?; bash < s.sh; echo $?

cat > s.sh <<'E'
echo one
echo "unterminated
echo two
E
bash s.sh; echo $?; . ./s.sh; echo $?; bash -n s.sh; cat s.sh | bash; echo $?

cat > s.sh <<'E'
echo $0 $# "$@"
nosuch
echo $((1/0))
echo after
readonly r=1
r=2
echo after2
cd /nope
echo ${x?msg}
echo after3
E
bash s.sh a 'b c'; echo $?; bash ./s.sh; echo $?

bash -c 'echo $0 $1 $#' a b c; bash -c 'exit 3'; echo $?; bash -c; echo $?; bash nope.sh; echo $?; bash -z; echo $?; bash --nope; echo $?; bash -c 'echo $-'; bash -s a b <<< 'echo $1 $2 $0'; echo 'echo stdin' | bash

nosuch; echo $?; "no such"; echo $?; ""; echo $?; ./nope; echo $?; /; echo $?; /etc/passwd; echo $?; $nope; echo $?; $nope arg; echo $?; "$nope" arg; echo $?

nosuch | cat; echo ${PIPESTATUS[@]}; nosuch & wait $!; echo $?; (nosuch); x=$(nosuch); echo $?; nosuch || echo or; nosuch 2>/dev/null; echo $?; command nosuch; echo $?; exec nosuch

cat > s.sh <<'E'

f() {
  echo "line $LINENO"
  nosuch
  (nosuch2)
  x=$(nosuch3)
  for i in 1
  do
    nosuch4
  done
}

f
echo "$LINENO"
E
bash s.sh

echo "a
b" $LINENO; echo $LINENO
echo $LINENO \
$LINENO
cat <<E
$LINENO
E
echo $LINENO

x=1 y=2; echo $x; export 1a=b; echo $?; declare 1b; echo $?; readonly '?'; echo $?; unset 1c; echo $?; local q; echo $?; export -z; echo $?; declare -z; echo $?; unset -z; echo $?; 1a=b; echo $?

cd a b; cd /nope; cd /etc/passwd; cd -; unset HOME; cd; cd ''; echo $?; cd -z; echo $?; pwd -z; echo $?; pwd a; HOME=/nope; cd

shift a; echo $?; shift -1; echo $?; shift 1 2; echo $?; set -z; echo $?; set -o nope; echo $?; set +o nope; echo $?; shopt -s nope; echo $?; shopt -z; echo $?; umask abc; echo $?; umask 999; echo $?; trap x NOPE; echo $?; kill -NOPE 1; echo $?; kill; echo $?

type; echo $?; type -z; alias nope; echo $?; unalias nope; echo $?; unalias; echo $?; hash nope; echo $?; read 1x; echo $?; read -z; echo $?; read -t; echo $?; read -t x a; echo $?; printf; echo $?; printf -v; echo $?; printf -z; echo $?; getopts; echo $?; let; echo $?

source; echo $?; source nope; echo $?; . ./nope; echo $?; source /tmp; echo $?; eval; echo $?; exec -z; echo $?; wait 99999; echo $?; wait %5; echo $?; wait abc; echo $?; fg; echo $?; bg; echo $?; jobs %3; echo $?; disown %2; echo $?; kill %9; echo $?; kill abc; echo $?; kill 999999; echo $?; kill -0 999999; echo $?

test 1 -lt 2 -a 3 -gt 2; echo $?; [ a = a -o b = c -a d = e ]; echo $?; [ \( a = b \) -o x ]; echo $?; [ ! -e /nope -a -d / ]; echo $?; [ a \< b ]; echo $?; [ b \> a ]; echo $?; [ "" ]; echo $?; [ ! "" ]; echo $?; [ -a / ]; echo $?; [ / -ef /. ]; echo $?

dirs -z; pushd; echo $?; popd; echo $?; pushd /nope; echo $?; popd +5; echo $?; dirs +9; echo $?; times a >/dev/null; echo $?; ulimit -z; echo $?; ulimit -n abc; echo $?; builtin nope; echo $?; builtin; echo $?; command; echo $?; command -z; echo $?; enable nope; echo $?; help nope; echo $?; complete -z; echo $?; compgen -z; echo $?; bind -z 2>/dev/null; echo $?

history -z; echo $?; fc -z; echo $?; caller 5; echo $?; mapfile -n x; echo $?; exit_nope; declare -f nope; echo $?; declare -p nope; echo $?; declare -F nope; echo $?; unset -f nope; echo $?; unset nope; echo $?; export -f nope; echo $?; readonly -f nope; echo $?; suspend; echo $?; logout; echo $?
