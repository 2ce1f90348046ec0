const COMMANDS = `
env -i A=1 B=2 env
env -i A=1 -u A env
env -i A=1 B=2 env -u A
env -u HOME printenv HOME; echo $?
env - A=1 env
env -i
env nope; echo $?
env -i nope; echo $?
env -C / pwd
env -C /nope pwd; echo $?
env -C f pwd; echo $?
env -C /
env -0 -i A=1 B=2 | tr '\\0' '\\n'
env -0 true; echo $?
env -S 'echo a  b'
env -S 'echo "a  b" c'
env -S 'A=1 printenv A'
env A=1 sh -c 'echo $A'
env -u; echo $?
env -u A=B true; echo $?
env --nope; echo $?
env --unset=HOME --ignore-environment X=y printenv
env A=b=c printenv A
env ./f; echo $?
timeout 5 true; echo $?
timeout 5 false; echo $?
timeout 0.1 sleep 5; echo $?
timeout -s INT 0.1 sleep 5; echo $?
timeout --preserve-status 0.1 sleep 5; echo $?
timeout -v 0.1 sleep 5; echo $?
timeout -v -s HUP 0.1 sleep 5; echo $?
timeout 1 nope; echo $?
timeout x true; echo $?
timeout; echo $?
timeout 1; echo $?
timeout -s NOPE 1 true; echo $?
timeout -k x 1 true; echo $?
timeout 0 true; echo $?
timeout --nope 1 true; echo $?
timeout 1m echo x
timeout 5 sh -c 'exit 7'; echo $?
timeout 1 ./f; echo $?
truncate -s 3 f; cat f; echo; stat -c %s f
truncate -s +5 f; stat -c %s f
truncate -s -2 f; cat f; echo
truncate -s 1K n; stat -c %s n
truncate -s 1KB n; stat -c %s n
truncate -s '<3' f; stat -c %s f
truncate -s '>10' f; stat -c %s f
truncate -s /4 f; stat -c %s f
truncate -s %4 f; stat -c %s f
truncate -r f n; stat -c %s n
truncate -c -s 3 n; ls
truncate -s 0 f n; ls -s
truncate f; echo $?
truncate -s 3; echo $?
truncate -s x f; echo $?
truncate; echo $?
truncate -s 1 nope/x; echo $?
truncate -r nope f; echo $?
truncate -s 5 d; echo $?
truncate --size=2 f; cat f
install f n; stat -c %a n; cat n
install -m 600 f n; stat -c %a n
install -m u=rw,go=r f n; stat -c %a n
install f d; ls d
install f d/; ls d
install -d a/b c; find a c | sort; stat -c %a a a/b c
install -d -m 700 a/b; stat -c %a a a/b
install -dv a/b c
install -D f a/b/c; find a | sort
install -Dv f a/b/c
install -v f n
install -v f n; install -v f n
install -t d f g; ls d
install -vt d f
install nope n; echo $?
install d n; echo $?
install; echo $?
install f; echo $?
install f g nope; echo $?
install f g g; echo $?
install -d; echo $?
install -m zz f n; echo $?
install f f; echo $?
install -T f d; echo $?
install -p f n; touch -d @5 f; install -p f m; stat -c %Y m
install --nope; echo $?
mktemp -u x; echo $?
mktemp XX; echo $?
mktemp nope/XXXX; echo $?
mktemp -d nope/XXXX; echo $?
mktemp -q nope/XXXX; echo $?
mktemp xXXXX | cut -c1
mktemp -d xXXXX >/dev/null; ls -d x* | cut -c1; stat -c %a x*
mktemp --suffix=.c aXXXX | sed s/a....//
mktemp XXXX XXXX; echo $?
mktemp -p d tXXXX | cut -c1-3
dd if=f of=n 2>/dev/null; cat n
dd if=f bs=1 count=3 2>/dev/null; echo
dd if=f bs=2 skip=1 2>/dev/null
dd if=f bs=2 skip=1 count=1 2>/dev/null; echo
dd if=nope; echo $?
dd if=f of=n status=none; cat n
dd if=/dev/zero bs=1K count=3 status=none | wc -c
dd if=f status=noxfer >/dev/null
dd if=f of=n bs=4 status=noxfer
dd if=f of=g conv=notrunc status=none; cat g
dd if=f of=n seek=2 bs=1 status=none; od -c n
dd if=f conv=ucase status=none
dd nope=1; echo $?
dd bs=x; echo $?
dd if=f of=nope/x status=none; echo $?
dd conv=nope; echo $?
printf abcdef | dd bs=2 count=2 status=none; echo
printenv NOPE; echo $?
printenv HOME NOPE; echo $?
env -i A=1 B=2 printenv
env -i A=1 B=2 printenv -0 A B | tr '\\0' ,
which ls nope; echo $?
which; echo $?
which -a sh | wc -l
which /bin/ls
sleep x; echo $?
sleep; echo $?
sleep 0.01s 0.01; echo $?
sleep -1; echo $?
yes | head -2
yes a b | head -1
expr 1 + 2
expr 5 / 0; echo $?
expr a : b; echo $?
`;

const SETUP = 'mkdir d; printf "one\\ntwo\\n" > f; echo gee > g; ';

/** Scripts of everyday commands whose outcome is recorded in recorded.json. */
export const CASES: readonly string[] = COMMANDS.trim()
  .split('\n')
  .map((command) => SETUP + command);
