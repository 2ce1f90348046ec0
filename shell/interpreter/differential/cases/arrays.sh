a=(1 2 3); a+=(4 5); a[10]=x; echo ${a[@]} ${!a[@]} ${#a[@]}; unset 'a[1]'; echo ${a[@]} ${!a[@]}; unset a; echo ${#a[@]}; declare -p a; echo $?

a=([2]=c [0]=a d [5]=f); declare -p a; a=(x [4]=y z); declare -p a; b=("${a[@]}"); declare -p b; c=($(echo 1 2 3)); declare -p c; d=(*); declare -p d

declare -A m; m[a]=1 m[b c]=2 m["d e"]=3; echo ${#m[@]} ${m[a]} "${m[b c]}" "${m["d e"]}"; k=a; echo ${m[$k]} ${m["$k"]}; unset 'm[a]'; echo ${#m[@]}; m+=([z]=9); echo ${m[z]}

declare -A m=([x]=1); declare -p m; m=([y]=2); declare -p m; m=(p q r s); echo ${m[p]} ${m[r]}; declare -A e; declare -p e; e[x]=; declare -p e

declare -A m=(["a b"]="c d" ["e]f"]=g); declare -p m | tr ' ' '\n' | sort; for k in "${!m[@]}"; do echo "$k -> ${m[$k]}"; done | sort

declare -A m; m[]=x; echo $?; m[""]=y; echo $?; a[]=1; echo $?

declare -a a; declare -p a; a=(); declare -p a; declare -a b=(1 "two words" $'three\nlines' 'fo"ur'); declare -p b; declare -p b a nope; echo $?

x=5; x[1]=6; declare -p x; y=(1 2); y=z; declare -p y; declare -A m; m=1; declare -p m; y+=q; declare -p y; y[1]+=w; declare -p y

a=(1 2 3); for i in "${!a[@]}"; do echo "$i=${a[i]}"; done; for ((i=0;i<${#a[@]};i++)); do echo -n "${a[$i]} "; done; echo; a=("${a[@]:1}"); echo ${a[@]}; a=(0 "${a[@]}" 9); echo "${a[@]}"

a=(3 1 2); sorted=($(printf '%s\n' "${a[@]}" | sort)); echo ${sorted[@]}; IFS=$'\n' s2=($(sort <<<"${a[*]}")); unset IFS; echo "${s2[*]}"; echo "${a[@]: -1}" ${a[${#a[@]}-1]}

mapfile -t l < <(printf 'a\nb c\n\nd'); declare -p l; mapfile l <<< $'x\ny'; declare -p l; mapfile -t -n 1 l <<< $'x\ny'; declare -p l; mapfile -t -s 1 l <<< $'x\ny'; declare -p l; mapfile -t -O 2 l <<< q; declare -p l; mapfile -d : -t l <<< a:b:c; declare -p l

cb() { echo "cb $1 [$2]"; }; mapfile -t -C cb -c 1 l <<< $'x\ny'; readarray -t r <<< z; echo ${r[0]}; mapfile -z; echo $?; mapfile 1x; echo $?

read -a w <<< "one two  three"; declare -p w; IFS=, read -a w <<< "a,b,,c,"; declare -p w; read -ra w <<< 'a\ b c'; declare -p w; read -a w <<< 'a\ b c'; declare -p w

a=(1 2 3); f() { local a=(x y); echo ${a[@]}; a+=(z); echo ${#a[@]}; }; f; echo ${a[@]}; g() { local -n r=$1; r+=(new); echo ${#r[@]} ${r[0]}; }; g a; echo ${a[@]}; h() { declare -A loc=([k]=v); echo ${loc[k]}; }; h; echo "[${loc[k]}]"

a=(a b c); b=("${a[@]/#/x}"); echo ${b[@]}; c=("${a[@]^^}"); echo ${c[*]}; [[ " ${a[*]} " == *" b "* ]] && echo found; [[ -v a[1] ]] && echo set1; [[ -v a[7] ]] || echo unset7; [[ -v a ]] && echo va; declare -A m=([k]=); [[ -v m[k] ]] && echo mk; [[ -v m[z] ]] || echo nomz

readonly a=(1 2); a[0]=5; echo $?; a+=(3); echo no

readonly -a ro=(1); ro[1]=x; echo after $?; declare -r s=1; s=2; echo no

x=(1 2 3); echo "${x[@]}" | while read -r a b c; do echo $c $b $a; done; echo "${x[*]:1}"; printf '%s,' "${x[@]}"; echo; printf -v j '%s|' "${x[@]}"; echo ${j%|}

declare -a a=(1 2); declare -p a; typeset -a b; b=5; declare -p b; declare -a c=5; declare -p c; declare d[2]=x; declare -p d; declare -A e=5; declare -p e; local x 2>&1; export a; declare -p a

a=(one two); a[0]=; echo "${a[0]:-empty}" ${a[0]+set} ${a[9]-unset} ${a[@]:+have}; b=(); echo ${b[@]:-none} "${b[@]+set}" ${b+set}; c=(""); echo "[${c[@]:-d}]" "${c[@]+set}"

declare -A c; for w in a b a c a; do ((c[$w]++)); done; for k in $(echo ${!c[@]} | tr ' ' '\n' | sort); do echo $k ${c[$k]}; done; echo $((c[a]+c[b])); let c[a]+=5; echo ${c[a]}

a=({1..3}{a,b}); echo ${#a[@]} ${a[@]}; a=( # comment
 one
 two # more
); echo ${a[@]}; a=(a
b); echo ${#a[@]}

a=(x); a=(${a[@]} y); echo ${a[@]}; a=("$@"); echo ${#a[@]}; set -- "${a[@]}" q 'r s'; echo $# "$2"; a=("$@"); declare -p a

declare -p BASH_VERSINFO | cut -c1-30; FOO=bar; declare -p FOO; export FOO; declare -p FOO; declare -i FOO=3; declare -p FOO; declare -p HOME; typeset -p FOO

x=(a b c); echo $x ${x} "$x" ${#x}; y=("${x[@]}" "${x[@]}"); echo ${#y[@]}; z=("${x[*]}"); echo ${#z[@]}; w=(${x[*]}); echo ${#w[@]}; v=("pre ${x[@]} post"); echo ${#v[@]} "${v[0]}"

a[3]=x; a[1]=y; echo ${!a[@]} ${a[@]}; for v in "${a[@]}"; do echo $v; done; echo ${a[0]-none}; a=("${a[@]}"); echo ${!a[@]}; a[1000000]=far; echo ${#a[@]} ${!a[@]}

a=(1 2); a[x]=5; x=1; a[x]=6; echo ${a[@]}; a[1+1]=7; echo ${a[@]}; a["x+3"]=8; echo ${a[@]}; a[ 1 ]=9; echo ${a[@]}

f() { echo "$# $1 $2"; }; a=("x y" z); f "${a[@]}"; f ${a[@]}; f "${a[*]}"; f "${a[@]:0:1}"; f "${a[@]}" more
