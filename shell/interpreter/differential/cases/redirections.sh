echo a > f; echo b >> f; cat f; cat < f > g; cat g; > empty; wc -c < empty; echo x >| f; cat f; : > f; cat f; echo pre; < g cat; 2>err ls nope; cat err | wc -l

set -C; echo a > f; echo b > f; echo $?; echo c >| f; cat f; echo d >> f; cat f; echo e > /dev/null; echo $?; set +C; echo z > f; cat f

echo out; echo err >&2; { echo o; echo e >&2; } > both 2>&1; cat both; { echo o; echo e >&2; } &> both; cat both; { echo o; echo e >&2; } &>> both; wc -l < both; { echo o2; echo e2 >&2; } >& both2; cat both2

exec 3> f; echo three >&3; echo more >&3; exec 3>&-; cat f; exec 4< f; read a <&4; read b <&4; echo $a $b; exec 4<&-; read c <&4; echo $?

exec {fd}> f; echo $((fd >= 10)); echo via >&$fd; exec {fd}>&-; cat f; exec {in}< f; read -u $in l; echo $l; exec {in}<&-; echo x {v}> g; cat g; [ -n "$v" ] && echo vset

echo a 3>&1 >&2 2>&3; { echo o; echo e >&2; } 3>&1 1>&2 2>&3 | cat; echo x 2>&1 >/dev/null | cat; ls nope 2>&1 >/dev/null | wc -l; echo y >&- ; echo $?

echo x >&9; echo $?; cat <&8; echo $?; echo y 9>&-; exec 9>&1; echo nine >&9; exec 9>&-; echo z >&a; cat a; echo w 2>&q; echo $?

cat <<E
a $((1+1)) $(echo sub) `echo bq` \$x \\ "q" 'r' ${x:-d}
E
cat <<'E'
a $x $(echo) \$ \
E
cat <<"E"
$y
E
cat <<\E
$z
E

cat <<-E
	tabbed
		two
	  spaces
	E
cat <<A <<B
a
A
b
B
cat <<E | tr a-z A-Z
piped
E
while read l; do echo "<$l>"; done <<E
1
2
E

cat <<E; echo after
x
E
cat <<E && echo and
y
E
if true; then cat <<E; fi
in if
E
f() { cat <<E
in f $1
E
}; f arg; (cat <<E
subshell
E
); x=$(cat <<E
in cs
E
); echo "$x"

cat <<'E O F'
spaces
E O F
cat <<E
line \
continued
not\nnl
E
cat <<-'E'
	quoted $x
	E
cat 3<<E <&3
fd3
E
cat <<E
E
echo empty ok; cat <<E
${x:-"q"} ${x:-'s'} "${x:-"d"}"
E

cat <<< word; cat <<< "two words"; cat <<< $x; cat <<< $'a\nb'; x='a  b'; cat <<< $x; cat <<< "$x"; read a b <<< "1 2"; echo $b; cat <<< 'a'"b"c; cat <<< *; tr a b <<< aaa; cat 4<<< fd4 <&4

cat <<E
unterminated

echo a b > f > g; cat f; cat g; echo first > x1 second; cat x1; 2>&1 echo pre; >pf echo post; cat pf; cat f - g <<< mid; echo "a>b" a\>b; echo 2>f; echo 2 >f; cat f; echo a2>f; cat f; echo a 2>f; cat f

f() { echo out; echo err >&2; }; f 2>/dev/null; f >/dev/null 2>&1; f 2>&1 | sort; x=$(f 2>&1); echo "$x"; f &>/dev/null; y=$(f 2>&1 >/dev/null); echo "[$y]"; f |& cat -n

exec 2> err; nosuchcommand; echo $?; cat err

exec nosuchcommand; echo no

exec 3< nope; echo $?; echo no

echo a >f; for i in 1 2 3; do echo $i; done >> f; while read n; do read m; echo $n-$m; done < f; { read a; read b; cat; } < f; exec 0< f; read q; echo $q; cat

x=$(< f); echo "[$x]"; echo content > f; x=$(< f); echo "[$x]"; echo "$(<f)" $(<nope); echo $?; cat $(echo f); y=`<f`; echo $y

ls nope > o 2> e; echo $?; wc -l < o; test -s e && echo has; cat e; echo 1 > n; echo 2 1>> n; cat n; exec 3>&1 4>&2; echo a >&3; echo b >&4; exec 3>&- 4>&-

( echo sub > s; cat s ); { echo 1; echo 2; } > t; cat t; (cat) < t; { cat; } < t; cat < t | { cat; } | (cat); echo a | tee b c | cat; cat b c; echo x | cat > d; cat d

echo a 1>&2 2>/dev/null; echo b 2>/dev/null 1>&2; { echo c >&2; } 2>&1 | tr c d; echo e 1>&1; echo 3>&1 f; exec 3>&1; (echo g >&3) >/dev/null; x=$(echo h >&3); echo "[$x]"

set -o noclobber; echo a > x; { echo b > x; } 2>&1; echo c &> x; echo $?; echo c >> x; cat x; > y; >y; echo $?; exec > x; echo never

echo 'a
b' | while IFS= read -r line; do echo "[$line]"; done; printf 'x\0y\0' | while IFS= read -r -d '' i; do echo "<$i>"; done; printf 'no newline' | while read l; do echo never; done; printf 'no newline' | while read l || [ -n "$l" ]; do echo "$l"; done

echo hi >f{1,2}; echo $?; touch g1 g2; echo hi > g*; echo $?; cat < f1,f2; echo x > 'q*'; ls q*; read x y < <(echo 1 2); echo "$y$x"
