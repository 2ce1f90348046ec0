t() { echo "--- $1"; printf -- "$2" | iptables-restore $3; echo "rc=$?"; iptables-save -t filter | grep -v '^#'; iptables -F; iptables -X; iptables -P FORWARD ACCEPT; }
t simple '*filter\n:FORWARD DROP [5:10]\n:MINE - [0:0]\n-A MINE -p tcp --dport 80 -j DROP\n[3:180] -A INPUT -j MINE\nCOMMIT\n'
t nocommit '*filter\n-A INPUT -j DROP\n'
t badrule '*filter\n-A INPUT -j DROP\n-A INPUT --nonsense\nCOMMIT\n'
t badtarget '*filter\n-A INPUT -j NOWHERE\nCOMMIT\n'
t badchain '*filter\n-A NOCHAIN -j DROP\nCOMMIT\n'
t notable '-A INPUT -j DROP\nCOMMIT\n'
t badtable '*nosuch\nCOMMIT\n'
t badpolicy '*filter\n:INPUT MAYBE [0:0]\nCOMMIT\n'
t chainnopolicy '*filter\n:MINE\nCOMMIT\n'
t test-opt '*filter\n-A INPUT -j DROP\nCOMMIT\n' --test
t test-bad '*filter\n-A INPUT --dport 80 -j DROP\nCOMMIT\n' --test
t T '*filter\n-A INPUT -j DROP\nCOMMIT\n*nat\n-A OUTPUT -j ACCEPT\nCOMMIT\n' "-T nat"
t garbage 'hello\n'
t D '*filter\n-A INPUT -j DROP\n-D INPUT -j ACCEPT\nCOMMIT\n'
t table-in-line '*filter\n-A INPUT -t nat -j DROP\nCOMMIT\n'
t quoted '*filter\n-A INPUT -m comment --comment "a \\"b\\" c" -j DROP\nCOMMIT\n'
t badreject '*nat\n-A PREROUTING -j REJECT\nCOMMIT\n'
t twocommit '*filter\n-A INPUT -j DROP\nCOMMIT\nCOMMIT\n'
t empty-rule '*filter\n\n  \n# c\n-A INPUT\nCOMMIT\n'
t two-tables '*filter\n*nat\nCOMMIT\n'
t unknown-command '*filter\n:INPUT DROP [1:2]\n-Q\nCOMMIT\n'
t chain-twice '*filter\n:MINE - [0:0]\n:MINE - [0:0]\n-A MINE -j ACCEPT\nCOMMIT\n' -n
t commands '*filter\n:MINE - [0:0]\n-A MINE -j DROP\n-N OTHER\n-P FORWARD DROP\n-F MINE\n-I INPUT 1 -s 1.1.1.1 -j MINE\n-X OTHER\nCOMMIT\n*nat\n-A PREROUTING -j NOPE\nCOMMIT\n'
t busy '*filter\n:MINE - [0:0]\n-A INPUT -j MINE\n-X MINE\nCOMMIT\n'
iptables -N KEEP; iptables -A INPUT -s 9.9.9.9 -j DROP; iptables -P FORWARD DROP
printf -- '*filter\n:KEEP - [0:0]\n-A KEEP -j DROP\n-A INPUT -s 8.8.8.8 -j DROP\nCOMMIT\n' | iptables-restore --noflush; iptables -S
printf -- '*filter\n-A INPUT -s 8.8.8.8 -j DROP\nCOMMIT\n' > /tmp/x.rules; iptables-restore -t /tmp/x.rules; iptables -S; iptables-restore /tmp/x.rules; iptables -S
iptables-restore nofile; echo rc=$?; iptables-restore --what; echo rc=$?; iptables-restore < /dev/null; echo rc=$?
iptables-save | iptables-restore; iptables -S; rm /tmp/x.rules
