x='eval "$y"'; y=:; eval "$x"; echo $?

declare -n a=b; b=1; echo $a; f() { local -n r=$1; r=2; }; f a; echo $b

trap 'echo caught; trap - USR1' USR1; kill -USR1 $$; echo ok

a=b; b=a; echo $((a)); echo no
