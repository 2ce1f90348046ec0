ssh node4 iptables -D INPUT -s 10.100.1.12/32 -i eth0 -p udp -m udp --dport 8472 -j DROP || true
