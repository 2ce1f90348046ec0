mkdir -p d/e d/f; touch d/1 d/e/2 d/f/3 d/.h; echo d/*; echo */*; echo d/*/*; echo */; echo d/*/; echo ./d/*; shopt -s globstar; echo **; echo **/; echo d/**; echo **/[0-9]; shopt -u globstar; echo d/**

touch A b; shopt -s nocaseglob; echo a; echo a*; echo [a]; shopt -u nocaseglob; echo a*; set -f; echo *; set +f; echo *; GLOBIGNORE='A'; echo *; unset GLOBIGNORE; touch 'x y' 'q*'; for f in *; do echo "<$f>"; done; x='*'; echo $x; echo "$x"; echo q\*; rm 'q*'

shopt -s extglob
touch a1 a2 b1 ab.c
echo !(a*) ; echo @(a|b)1; echo +(a|b)*; echo ?(a)1; echo *([ab])1; echo !(*.c); echo a!(1)

touch file{1..12}; echo file?; echo file??; echo file[1-3]; echo file[13-5]; echo file1[0-2]; ls file1*; echo file[!1-8]; touch z-a z]b; echo z[]]b z[-]a z[a-]*; echo [[:alpha:]]* | wc -w; echo *[[:digit:]] | wc -w; echo file[[:digit:]]

echo {a,b}{1,2} {1..3} {3..1} {a..e} {a..e..2} {01..03} {1..10..3} {-2..2} {,x}y {a,{b,c}} x{a}y {} {a,} "{a,b}" \{a,b\} {a\,b,c} $'{x,y}' {1..3}{a,b} {a..c}{1..2} a{b,c}d{e,f}g

x=1; echo {$x,2} {1..$x} {a,b}$x ${x}{a,b} {"a b",c} pre{'x y',z}post {a,b}{,.bak} file.{txt,{md,rst}} {x,y}=1 ~{,/a} {{a,b},c} {a,b,} {,} a{,b}c; set +B; echo {a,b}; set -B

cp() { echo "$@"; }; cp f{,.bak}; echo /usr/{local/,}{bin,lib} mkdir -p {src,test}/{a,b} {a,b}* "$(echo {x,y})" `echo {p,q}` ${x:-{a,b}} ; y={a,b}; echo $y; for i in {1..3} {x,y}; do echo -n $i; done; echo

IFS=,; x=a,b,c; echo $x; set -- $x; echo $#; for i in $x; do echo "<$i>"; done; y=$x; echo "$y"; IFS=; echo $x; unset IFS; z='a  b'; echo $z; IFS=' ,'; q='a , b,,c'; for i in $q; do echo "<$i>"; done; echo $(echo 1,2)

IFS=:; p=/bin:/usr/bin::/x:; for d in $p; do echo "[$d]"; done; a=($p); echo ${#a[@]}; IFS=$' \t\n'; s=$' lead\ttab\nnl '; for w in $s; do echo "[$w]"; done; set -- "$s"; echo $#; IFS=x; v=axbxxc; echo $v; set -- $v; echo $#; echo "$*"; printf '[%s]' "$@"; echo

x=' a '; echo [$x] ["$x"] [ $x ]; y="$x$x"; echo $y; a=$x; echo "[$a]"; echo a$x"b"; set -- a$x"b" c; echo $#; set -- $x; echo $#; e=; set -- $e "$e" ''$e; echo $#; for i in $e; do echo no; done; case $x in ' a ') echo case;; esac

echo "a'b" 'a"b' a\'b "a\"b" "a\\b" 'a\b' "a\b" a\\b "\$x" '$x' "a
b" $'a\'b' "a`echo x`b" "$(echo "q")" ''"" a''b "" | cat -A

echo \a\b\ \c "\a" '\a' a#b #comment
echo a # comment 'with quote
echo "a # not" b#c; echo a\
b; echo 'a\
b'; echo "a\
b"; : # nothing
