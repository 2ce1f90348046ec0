# expect: The request of pod inside got no answer from 34.123.45.67.
# The rule of nat is gone, but filter still drops what is for an address without a pod at home.
rule=$(ssh node1 iptables-save -t nat | grep 'loadbalancer IP' | sed 's/^-A/-D/')
ssh node1 "iptables -t nat $rule"
