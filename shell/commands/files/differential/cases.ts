/** A directory with two files, a link and a directory in it, of known times. */
const SETUP =
  'mkdir -p w/d/e; cd w; echo 1 > f; echo 22 > d/g; chmod 640 f; ln -s f l; touch -d 2020-01-02T03:04:05 f d/g d/e d; ';

/** One command each, in that directory; a line each, so that blanks at their ends do not matter. */
const COMMANDS = String.raw`
ls
ls -1
ls -a
ls -A
ls -F
ls -p
ls -d *
ls -R
ls -m
ls -x
ls -C
ls -gG d
ls -s f
ls -Q
ls d f
ls -ld --time-style=+%s d/e
ls -gG --time-style=long-iso d
ls nope
ls -r
ls -S
ls -X
ls -1F --group-directories-first
ls -I 'f*'
ls -k f
ls --zero
ls -og --time-style=iso f
ls -ogh f
ls -ogL --time-style=+ l
ls -ogd --time-style=+ d
cp f c; cat c
cp -v f c
cp -r d x; ls x
cp d x
cp nope x
cp
cp f
cp f d; ls d
cp -p f c; stat -c '%a %Y' c
cp l m; cat m
cp -P l m; readlink m
cp -a l m; readlink m
cp f d/g -v
cp -n f d/g; cat d/g
cp -b f d/g; ls d
cp f nope/
cp f f
cp --nope
cp -rv d y
cp f l d -v
mv f c; ls
mv -v f c
mv nope c
mv f d; ls d
mv d f
mv f d/e/.
mv
mv f
mv -n f d/g; ls
mv d d/e
mv -b f d/g; ls d
mv f nope/x
mv -t d f l -v
rm f; ls
rm -v f
rm d
rm -r d; ls
rm nope
rm -f nope
rm
rm -f
rm -d d/e; ls d
rm -d d
rm -rf d nope; ls
rm /
rm -r /
rm -i f < /dev/null
rm --nope
mkdir a
mkdir d
mkdir a/b
mkdir -p a/b; ls a
mkdir -v a
mkdir -pv a/b
mkdir -m 711 a; stat -c %a a
mkdir -m x a
mkdir
mkdir f
mkdir -p f/x
mkdir a a
rmdir d
rmdir d/e; ls d
rmdir f
rmdir nope
rmdir -v d/e
rmdir
rmdir -p d/e
ln f h; stat -c %h f
ln -s f s; readlink s
ln -sf d l; readlink l
ln -sfn d l; readlink l
ln d x
ln nope x
ln -s f l
ln -v f h
ln -sv f s
ln
ln -s nope; readlink nope
touch n; stat -c %s n
touch -d @5 f; stat -c %Y f
touch -t 202001020304 f; stat -c %Y f
touch -r d f; stat -c %Y f
touch -c n; ls
touch
touch nope/x
touch -a -d @7 f; stat -c '%X %Y' f
touch -m -d @8 f; stat -c %Y f
stat -c %n,%s,%a,%A,%F,%h,%u,%g,%U,%G,%Y f
stat -c '%F %N' l d f
stat -c %y f
stat -c '%X' f
stat nope
stat
stat --printf '%s
%a\n' f
stat -L -c %F l
stat -c '%b %B %o' f
stat -c %Q f
stat -c %5s:%-5s: f
stat -c '%.4y' f
stat -c %f f d l
stat -c %t,%T /dev/null
stat -c '%w' /nope
chmod 600 f; stat -c %a f
chmod u+x f; stat -c %a f
chmod a-r f; stat -c %a f
chmod go= f; stat -c %a f
chmod -v 755 f
chmod -c 640 f
chmod -c 600 f
chmod -R 700 d; stat -c %a d d/g
chmod zz f
chmod
chmod 755
chmod 755 nope
chmod +X f d; stat -c %a f d
chmod u=g f; stat -c %a f
chmod 1755 d; stat -c %A d
chmod -x d/e; stat -c %a d/e
chmod g+s d; stat -c %A d
chmod --reference=d f; stat -c %a f
chmod 8 f
chmod +t d; stat -c %A d
chown root f
chown nobodyx f
chown
chown learner f; echo $?
chgrp root f
chown :learner f; echo $?
chown learner nope
chgrp x f
readlink l
readlink f
readlink -f l
readlink -f nope
readlink -e nope
readlink -m a/b
readlink -n l
readlink -f d/../l
realpath l
realpath d/e/..
realpath nope
realpath nope/x
realpath -m nope/x
realpath -s l
realpath --relative-to=d f
realpath -e nope
realpath -q nope; echo $?
basename a/b/c
basename a.c .c
basename -s .c a.c b.c
basename -a a/b c/d
basename
basename /
basename a/b/
dirname a/b
dirname a
dirname /
dirname a/b/ c
dirname
basename a b c
du -sb f
du -sh f
du -k f
du nope
du -h d/g
du -c f d/g
du -ab d/g f
du -s --apparent-size f
du -d x f
tree
tree d
tree -a
tree -d
tree -L 1
tree -f d
tree -i d
tree nope
tree --noreport
tree -F
tree -J d
tree -P 'g*'
tree -I e
tree --dirsfirst
tree -L 0
tree -C d
tree -r d
id -u
id -un
id -g
id -gn
id root
id nope
id -n
id -ug
whoami
groups root
groups nope
whoami x
id -u root
id learner
mktemp -u x
mktemp xXXX/nope/XXXX
mktemp XX
sleep x
sleep
sleep 0
true --help >/dev/null; echo $?
nproc x
nproc --ignore=9
arch
uname -s
uname -m
uname -o
uname -x
uname x
nice
nice -n x ls
env -i A=1 env
env -u HOME printenv HOME
printenv NOPE
timeout
timeout x ls
timeout 5 false; echo $?
pgrep
pgrep nopenope; echo $?
pkill
killall nope
pidof nope; echo $?
ps -o
ps -p x
setsid
nice ls d
nice -n 5 ls d
kill -l 9
seq 3
seq -w 9 11
seq -s, 4
seq 0.1 0.1 0.5
seq 5 1
seq 3 -1 1
seq -f %02g 3
seq x
seq
date -d @0 -u +%F
date -d '2024-01-01 + 1 week' +%F
date -u -d '2024-02-28 tomorrow' +%A
date -d 2024-01-01T10:00:00Z +%H:%M
date -d bad
date +%%
date -Idate -d @0
date -R -d @0 -u
`;

const LONG: readonly string[] = [
  'mkdir w; cd w; ls',
  'mkdir w; cd w; mkdir d; echo x > f; touch -d @0 d f; ls -l --time-style=long-iso -o; ls -lg; ls -ln',
  "mkdir w; cd w; touch a \"b c\" \"d'e\" 'f\"g' $'h\\ni' 'j$k' '~l' 'm~' '#n' '=o' 'p!' ; ls --quoting-style=shell-escape -1; ls -1b; ls -1Q; ls -1q; ls -1N",
  'mkdir w; cd w; touch a "b c" \'z\'; ls -C --quoting-style=shell-escape; ls -x --quoting-style=shell-escape; ls -m --quoting-style=shell-escape',
  'mkdir w; cd w; touch aaaaaaaaaa bb ccc dddddddddddddd e ffff gggggggg h; ls -C -w 40; ls -C; ls -x -w 33; ls -C -T 4 -w 40; ls -C -T 0 -w 40',
  'mkdir w; cd w; mkdir d; ln -s d l; touch x y; chmod +x x; ls -F; ls -p; ls --file-type; ls -F l; ls l; ls -d l d; ls -ld --time-style=+ l | cut -c1-10',
  'mkdir w; cd w; mkdir -p a/b/c; touch a/1 a/b/2; ls -R; ls -R a; ls -1R a/b .',
  'ls nope; echo $?; ls nope /dev/null; echo $?; ls ""; ls /dev/null/',
  'ls --nope; echo $?; ls -%; echo $?; ls --co=never --help=x; echo $?; ls --time; ls --si=3',
  'mkdir w; cd w; head -c 5000 /dev/zero > a; head -c 50 /dev/zero > b; head -c 1500000 /dev/zero > c; touch e; ls -S; ls -Sr; ls -s; ls -sh; ls -1sh; ls -sS1',
  'mkdir w; cd w; head -c 5000 /dev/zero > a; head -c 50 /dev/zero > b; head -c 1500000 /dev/zero > c; touch -d 2020-01-02 *; ls -gGh; ls -gG --si; ls -gG; ls -gGk; ls -gGhs',
  "mkdir w; cd w; touch -d 2020-01-01 a; touch -d 2021-01-01 b; touch -d 2019-01-01 c; ls -t; ls -tr; ls -1t --time-style=+%Y -o -g; ls -gG --time-style=full-iso; ls -gG --time-style=iso; ls -gG; ls -gG --full-time; ls -gG --time-style='+%s'",
  'mkdir w; cd w; touch b.c a.d c.a d e.b; ls -X; ls -U >/dev/null; ls -v; ls --sort=extension; ls --sort=width; touch v1.10 v1.9 v1.2; ls -v',
  'mkdir w; cd w; touch .h a; ls -a; ls -A; ls; ls -d .*; ls -f | sort; mkdir .d; ls -aF; ls -I a -A; ls -B',
  'mkdir w; cd w; echo 1 > f; ln f g; ls -gG --time-style=+; mkdir d d/e d/f; ls -gGd --time-style=+ d; stat -c %h f d',
  'mkdir w; cd w; mkdir z y; touch a b; ls --group-directories-first; ls -r --group-directories-first',
  'mkdir w; cd w; chmod 000 .; ls; echo $?; cd ..; ls w; echo $?; ls -l w/x; chmod 755 w',
  'mkdir w; cd w; touch f; chmod 4755 f; ls -gG --time-style=+ f; chmod 6644 f; ls -gG --time-style=+ f; mkdir d; chmod 1777 d; chmod 2755 d;  ls -gGd --time-style=+ d; chmod 1770 d; ls -gGd --time-style=+ d',
  'mkdir w; cd w; touch über 日本語 x; ls -C; ls -1; ls -x --quoting-style=shell-escape',
  'mkdir w; cd w; ls -la --time-style=+ | head -1; ls -s; touch q; ls -l --time-style=+T | tail -1',
  'mkdir w; cd w; mkdir d; touch d/x; ls -d d d/ d/*; ls d/; ls ./d; ls -d; ls -1d . ..',
  'date -u -d @0; date -d @1700000000.123456789 +%s.%N; date -d @-1 -u',
  'date -d "2024-02-29 12:34:56" +%F_%T; date -d 2024-02-29T12:34:56Z -R; date -d "2024-02-29T12:34:56+02:00" -I; date -Iseconds -d 2024-01-01; date -Ihours -d 2024-01-01; date -Ins -d 2024-01-01; date --rfc-3339=seconds -d 2024-01-01',
  'date -d "2024-01-31 +1 month" +%F; date -d "2024-03-31 -1 month" +%F; date -d "2024-01-01 1 day ago" +%F; date -d "2024-01-01 next week" +%F; date -d "2024-01-01 yesterday" +%F; date -d "2024-01-01 tomorrow 10:00" +"%F %T"',
  'date -d "Jan 5 2024" +%F; date -d "5 January 2024 3pm" +%c; date -d "5 Jan 2024 15:00:01 UTC"; date -d "Mon, 05 Feb 2024 10:00:00 +0100"; date -d "20240105" +%F; date -d "20240105T101112" +%T; date -d "1/2/2024" +%F; date -d "2024/3/4" +%F',
  'date -d 2024-05-06 "+%a %A %b %B %C %d %D %e %F %g %G %h %H %I %j %k %l %m %M %n %N %p %P %q %r %R %s %S %t %T %u %U %V %w %W %x %X %y %Y %z %:z %::z %:::z %Z %%"',
  'date -d 2024-05-06 "+%-d %_d %05d %_5d %^a %#a %^B %-m %-H %_H %10Y %-j %3N %6N %9N %-N %+Y %010s %#Z %#p %-I %_m"',
  'date -d nonsense; echo $?; date -d ""  +%T; date +%Q; date -d "2024-13-01"; date -d "2024-02-30"; date -x; date a b; date --date',
  'date -d \'TZ="America/Los_Angeles" 2024-01-01 09:00\' -u; date -d "2024-01-01 12:00 PST" +%T; date -d "2024-01-01 12:00 CET" +%s; date -d "12:00 +0200 2024-01-01" +%s',
  'date -d "2024-01-10 last monday" +%F; date -d "monday 2024-01-10" +%F; date -d "2024-01-01 12 hours ago" +%c; date -d "2024-01-01 12:00 2 hours" +%T; date -d "2024-01-01 12:00 +2 hours" +%T; date -d "2024-01-01 -3 days" +%F; date -d "2024-01-01 + 3 days" +%F; date -d "2024-01-01 1 fortnight ago" +%F',
  'date -R -I; date --rfc-3339=foo; date -Ifoo; date -d @0 +%s -u; date -ud "1970-01-01 00:01" +%s; date -d "@86400" +%j',
  'printf \'2024-01-01\\nbad\\n@5\\n\' > f; date -f f +%s; touch -d "2021-02-03 04:05:06" g; date -r g; date -r nope',
  'date -d "noon 2024-01-01" +%T; date -d "2024-01-01 midnight" +%T; date -d "2024-01-01 10am" +%T; date -d "2024-01-01 10:30 p.m." +%T; date -d "2024-01-01 24:00" ; date -d "2024-01-01 25:00"; date -d "10:00:60 2024-01-01" +%T',
  'date -d "2024-01-01 00:00:00.5" +%s.%N; date -d "2024-01-01T00:00:00,25" +%N; date -d 2024-01-01 +%s%3N; date -d "01 Jan 2024" +%F; date -d "01-Jan-2024" +%F; date -d "Jan 2024" +%F; date -d "Sat Jan 20 10:00:00 UTC 2024" +%s',
  'date 0101; date -s "2024-01-01"; date -d "2024-01-01" -d "2024-02-02" +%F; date "+a b" -d @0; date +%F%n%T -d @0 -u; date -d "third day 2024-01-01" +%F; date -d "2024-W01-1"',
  'seq 5; seq 2 4; seq 1 2 10; seq 5 -2 1; seq 0.5 0.5 2; seq -w 8 11; seq -s, 3; seq -f %03g 3; seq -f "x%.2fy" 1 3; seq 3 1; seq -s \' \' -w 9 10',
  'seq; seq a; seq 1 0 3; seq 1 2 3 4; seq -f %d 3; seq -f foo 3; seq -f %g%g 2; seq -x; seq 1e3 1e3; seq 1 0.25 2; seq -w -1 0.5 1; seq 10 -3 -5; seq -5 -3; seq 1.0 3; seq 0x10 0x12; seq 99999999999999999 100000000000000001',
  'touch a; cp a b; ls; cp; cp a; cp nope x; cp a b c; echo $?; mkdir d; cp d e; cp -r d e; ls; cp a d; ls d; cp -v a d/x',
  'mkdir d d/e; echo 1 > d/f; echo 2 > d/e/g; ln -s f d/l; cp -rv d x; cat x/e/g; readlink x/l; cp -r d x; find x | sort; cp -a d y; cp -r d d/z; echo $?',
  'echo old > a; echo new > b; cp -n a b; cat b; cp -b a b; ls; cat b~; cp -i a b < /dev/null; echo $?; echo y | cp -i a b; cp -f a b; cp a a; cp -u a b; cp -t . ; cp -T a b',
  'touch a b; cp a b nodir; cp -t nodir a; mkdir d; cp -t d a b -v; cp --parents d/a .; cp -rT d dd; ls dd; cp a d/; cp a nod/; ln -s nope dang; cp a dang; cp -s a sl; readlink sl; cp -l a hl; stat -c %h a',
  "echo x > f; chmod 755 f; touch -d 2020-01-01 f; cp f g; cp -p f h; stat -c '%a %Y' f h; stat -c %a g; cp --preserve=timestamps f i; stat -c %Y i; chmod 000 f; cp f z; echo $?; chmod 400 g; cp h g; cp -f h g; echo $?",
  'touch a b; mv a c; ls; mv nope x; mv c b d; mkdir d; mv -v b c d; ls d; mv d/b .; mv b b; mv; mv a; mv d d/e; mv -n b d/c; echo 1 > x; echo 2 > y; echo n | mv -i x y; cat y; mv -b x y; ls; mv -t d y -v; mv d/y d/c; mv b d/; mkdir e; touch e/d; mv d e; echo $?',
  'rm nope; rm; rm -f; rm -f nope; mkdir d; rm d; rm -r d; ls; mkdir -p a/b; touch a/b/c; rm -rv a; touch x y; rm -v x y; rm -i x < /dev/null; touch q; echo y | rm -i q; ls; rm -rf /; echo $?; rm -r . ; rm -rf ..; mkdir e; rm -d e; mkdir -p f/g; rm -d f; rm -q; rm -I',
  'mkdir a; mkdir a; mkdir; mkdir x/y; mkdir -p x/y/z; mkdir -v q; mkdir -pv q/r/s; mkdir -m 700 s; stat -c %a s; mkdir -m u=rwx,go= t; stat -c %a t; mkdir -m zz u; touch f; mkdir f; mkdir -p f; mkdir -p f/g; mkdir ""; mkdir -p a',
  'mkdir -p a/b/c; rmdir a; rmdir a/b/c; rmdir -p a/b; ls; rmdir nope; touch f; rmdir f; rmdir; mkdir d; touch d/x; rmdir --ignore-fail-on-non-empty d; echo $?; mkdir -p p/q; rmdir -pv p/q; rmdir -v d',
  'echo 1 > a; ln a b; echo 2 >> b; cat a; stat -c %h a; rm a; stat -c %h b; ln b b; ln -s b c; readlink c; ln -s b c; ln -sf x c; readlink c; ln nope y; mkdir d; ln -s ../b d; readlink d/b; ln; ln d e; ln -s d; ln -sv b z; ln -v b zz; ln -sfn d dd; ln -sr d/b rel; readlink rel; ln -sfv b z',
  'touch; touch -d "2020-01-02 03:04:05" f; stat -c %y f; touch -t 202103040506.07 f; stat -c %y f; touch -r f g; stat -c %Y g; touch -c nope; ls; touch -a -d @5 f; stat -c \'%X %Y\' f; touch -m -d @6 f; stat -c \'%X %Y\' f; touch -d bad f; touch -t 99 f; touch x/y; mkdir d; touch d; touch -r nope z; touch -d "@0" -r f h',
  "echo hi > f; chmod 640 f; stat -c '%n %N %s %a %A %F %h %f %u' f; stat -c '%-10s|%10s|%010s|%.2n|%%|%q' f; stat --printf '%s\\n%a\\t' f; stat nope; stat; touch e; stat -c %F e . /dev/null; ln -s f l; stat -c '%N %F' l; stat -Lc %F l; stat -c '%b %B %o' f e; stat -c %a%n f e; stat -c %t:%T /dev/null; stat -c %04a f; stat -c '%#a' f",
  'mkdir -p a/b; head -c 5000 /dev/zero > a/x; head -c 10 /dev/zero > a/b/y; cd a; touch z; du -a --apparent-size -b x b/y; du -sh x; du -h x b/y; du -k x; du nope; du -sc x b/y; du -m x; du -s -a x; du -d z; du -a --max-depth=0 x',
  'ln -s b a; touch b; readlink a; readlink b; echo $?; readlink -f a; readlink -f nope; readlink -f no/pe; echo $?; readlink -e nope; echo $?; readlink -m x/y/z; readlink -n a; echo; readlink; readlink -v b; ln -s l1 l2; ln -s l2 l1; readlink -f l1; cat l1; realpath a; realpath nope; realpath no/pe; realpath -e nope; realpath -m no/pe; realpath -s a; realpath --relative-to=/tmp . >/dev/null; realpath; realpath ""; mkdir -p q/r; realpath --relative-to=q/r q; realpath q/r/../..//b',
  'basename /a/b.c .c; basename -a x/y z/w; basename -s .c a.c b.c; basename /; basename ""; basename; basename a b c; basename a/ ; basename .c .c; basename -z a; dirname /a/b a b/c / // a//b ""; dirname; basename a -s; basename a//',
  'touch f; chown root f; echo $?; chown learner f; chown learner:learner f; chown nobody-x f; chown f; chown; chown :nogroup f; chgrp learner f; chgrp x f; chown -v learner f; chown -R learner . ; chown 0 f; chgrp root f; chown learner:zz f; chown root nope',
  'mkdir d x; echo hi > d/f; tar czf - d | tar xzf - -C x; cat x/d/f; tar czf a.tgz d; tar tzf a.tgz; tar tf a.tgz; tar xOf a.tgz d/f; tar -xzf a.tgz --strip-components=1 -C x; ls x; gzip -dc a.tgz | tar t',
  'echo hello > f; gzip f; ls; gzip f; gunzip f; gunzip f.gz; ls; gzip -k f; ls; gzip f; echo $?; zcat f.gz; gzip -dc f.gz; gzip -t f.gz; echo $?; gunzip -f f.gz; echo junk > j.gz; gunzip j.gz; echo $?; gzip nope; mkdir d; gzip d; gzip -r d; echo x | gzip | gunzip; echo y | gunzip; gzip -q; gzip --foo; echo $?',
  "echo a > f; touch -d 2020-01-01 f; chmod 600 f; gzip f; stat -c '%a %Y' f.gz; gzip -d f.gz; stat -c '%a %Y' f; gzip -S .z f; ls; gzip -d -S .z f.z; ls; yes | head -1000 > big; gzip -9 -k big; gzip -v big -f 2>&1 | cut -c1-4; gunzip -c big.gz | wc -c; cat big.gz big.gz | zcat | wc -l",
];

/** Scripts of coreutils, tree, tar, gzip and procps whose outcome is recorded in recorded.json. */
export const CASES: readonly string[] = [
  ...COMMANDS.trim()
    .split('\n')
    .map((command) => SETUP + command),
  ...LONG,
];
