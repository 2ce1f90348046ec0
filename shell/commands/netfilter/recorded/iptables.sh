iptables -A INPUT -j NOWHERE; echo $?
iptables -N MINE; iptables -A MINE -j DROP; iptables -X MINE; echo $?
iptables -A INPUT -j MINE; iptables -F MINE; iptables -X MINE; echo $?
iptables -t nat -A PREROUTING -j REJECT; echo $?
iptables -N MINE; echo $?
iptables -X INPUT; echo $?
iptables -X NOPE; echo $?
iptables -F NOPE; echo $?
iptables -R INPUT 7 -j DROP; echo $?
iptables -R INPUT 1 -s 1.2.3.4 -j ACCEPT; iptables -S INPUT; echo $?
iptables -I INPUT 9 -j DROP; echo $?
iptables -D INPUT 9; echo $?
iptables -D INPUT -j DROP; echo $?
iptables -C INPUT -j DROP; echo $?
iptables -A NOPE -j DROP; echo $?
iptables -L NOPE; echo $?
iptables -P MINE DROP; echo $?
iptables -P INPUT MAYBE; echo $?
iptables -t mangle -A FORWARD -p tcp -j TCPMSS --clamp-mss-to-pmtu; echo $?
iptables -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu; echo $?; iptables -t mangle -S
iptables -t mangle -A FORWARD -p tcp --syn -j TCPMSS --set-mss 1360; iptables -t mangle -S FORWARD
iptables -R INPUT -j DROP; echo $?
