echo $((1+2*3)) $(((1+2)*3)) $((7/2)) $((-7/2)) $((7%3)) $((-7%3)) $((2**10)) $((2**3**2)) $((-2**2)) $((1<<4)) $((256>>2)) $((~5)) $((!5)) $((!0)) $((5&3)) $((5|3)) $((5^3))

echo $((1<2)) $((2<=2)) $((3>4)) $((3>=3)) $((1==1)) $((1!=1)) $((1&&0)) $((1||0)) $((1?2:3)) $((0?2:3)) $((1?0?4:5:6)) $((1,2,3))

x=5; echo $((x++)) $x $((++x)) $x $((x--)) $((--x)) $x; echo $((x+=3)) $((x-=1)) $((x*=2)) $((x/=3)) $((x%=3)) $((x<<=3)) $((x>>=1)) $((x|=1)) $((x&=3)) $((x^=7)) $x

echo $((0x1F)) $((017)) $((2#1010)) $((16#ff)) $((36#z)) $((64#@)) $((64#_)) $((62#Z)) $((10#08)) $((0))

echo $((9223372036854775807+1)) $((9223372036854775807*2)) $((-9223372036854775808)) $((18446744073709551615)) $((1<<63)) $((1<<64)) $((-1>>1))

x=y y=z z=3; echo $((x)) $((x+1)) $((x=7)) $x $y; x='1+2'; echo $((x*2)) $(($x*2)); unset q; echo $((q)) $((q+1)) $((q++)) $q

a=(1 2 3); echo $((a[0]+a[1])) $((a[1]++)) ${a[1]} $((a[a[0]])) $((a[5]=9)) ${a[5]} $((a)) ; declare -A m; m[k]=4; echo $((m[k]*2)) $((m[k]++)) ${m[k]}

((1)); echo $?; ((0)); echo $?; ((x=5)); echo $? $x; ((x>3)) && echo big; (( x++ , x++ )); echo $x; ((x == 7)) && echo seven

let x=5 y=x*2 'z = x + y'; echo $x $y $z $?; let z=0; echo $?; let 'x+=5' 'x<<=1'; echo $x; let; echo $?

echo $((1/0)); echo after $?

((1/0)); echo $?; ((5%0)); echo $?; let 1/0; echo $?

echo $((1 +)); echo after

echo $((1 + + 2)) $((1 - -2)) $((- - 3)) $((!!3)) $((~~3)) $((+3))

echo $((* 3)); echo after

echo $((1 2)); echo after

echo $((08)); echo after

echo $((2#3)); echo after

echo $((1x)); echo after

echo $((5=3)); echo after

x=1; echo $((x=)); echo after

echo $((1 ? 2)); echo after

echo $((1 ? 2 : )); echo after

echo $((2**-1)); echo after

echo $((a b)); echo after

echo $((1.5)); echo after

echo $(("1"+"2")) $(( "3" * 2 )) $(($(echo 4)+1)) $((`echo 5`)) $(( ${x:-6} )) $((${#x})) $[1+1] $[ 2 * 3 ]

x='1 +'; ((x)); echo $?; x=abc; abc=def; def=5; echo $((x)); x='x'; ((x)); echo $?

for ((i=0,j=10;i<j;i+=3,j--)); do echo $i $j; done; for ((;;)); do break; done; for ((i=0;i<2;i++)) { echo b$i; }; echo $i

i=5; while ((i--)); do ((i==2)) && continue; echo $i; done; until ((i>=1)); do ((i++)); done; echo $i

declare -i n; n=3+4; echo $n; n+=2; echo $n; n=abc; echo $n; n='2*(3+1)'; echo $n; n=1/0; echo after $n

declare -i n=5; n=n+1; echo $n; f() { local -i k=$1*2; echo $k; }; f 4; declare -ia arr=(1+1 2+2); echo ${arr[@]}; arr[0]+=5; echo ${arr[0]}

echo $((1 == 1 && 2 > 1 || 0)) $((1 | 2 ^ 3 & 4)) $((1 + 2 << 3)) $((10 - 5 - 2)) $((2 * 3 % 4)) $((100 / 10 / 2)) $((5 > 3 > 1)) $((1 < 2 == 1))

x=3; echo $((x > 2 ? x < 5 ? 10 : 20 : 30)) $((x == 3 ? (x = 9) : 0)) $x; echo $((0 && (x = 1))) $x $((1 || (x = 1))) $x

(( a = 1 << 2, b = a * 2 )); echo $a $b; (( c = (a > b) ? a : b )); echo $c; echo $(( a+++b )) $a; echo $((a---b))  $a

[[ 5 -gt 3 ]] && echo y; [[ 0x10 -eq 16 ]] && echo hex; [[ 010 -eq 8 ]] && echo oct; x=4; [[ x -eq 4 ]] && echo var; [[ 1+1 -eq 2 ]] && echo expr; [[ a -eq 0 ]]; echo $?; [[ 1x -eq 1 ]]; echo $?

echo $((x)) $(( )) $((    3   )); (( )); echo $?; ((
1 +
2
)); echo $?

a=5 b=3; echo "$((a+b)) is $((a > b ? a : b))" $((a << b)) $(( a ** b )) $((a>b&&b>a)) $((a&b|a^b))

i=0; a[i++]=x; a[i++]=y; echo $i ${a[@]} ${a[i-1]} ${a[$((i-2))]} "${a[i - 2]}"; echo ${a[0+1]}

readonly r=3; ((r++)); echo $?; echo $((r=4)); echo after $r

printf '%d\n' $((0xFFFFFFFF)) $((0b1)) 2>&1; echo after

echo $((++5)) $((--5)) $((5++)); echo after

echo $((7 = 8)); echo $?

x=10; echo $((x -= 3, x * 2)) $((x ? : 3))

echo $((3 @ 4)); echo after

echo $((  'a' )); echo after
