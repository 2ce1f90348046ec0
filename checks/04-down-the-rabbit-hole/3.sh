# The load balancer has exactly node3 and node4 as targets, and red answers through it.
# at start: The load balancer must have exactly node3 and node4 as targets; it has none.
targets=$(targets_of lb-red)
[[ $targets == "node3:"*" node4:"* && $targets != *" "*" "* ]] || fail "The load balancer must have exactly node3 and node4 as targets; it has ${targets:-none}."
expect_status 200 http://34.123.45.67/
trace http://34.123.45.67/ --json | grep -q '"kind":"proxy"' || fail "The request never met the ingress controller: it makes $(trace http://34.123.45.67/ counters.hopsFromLoadBalancer) hops."
[[ $targets == "node3:32000 node4:32000" ]] || fail "Targets are node3:32000 and node4:32000 in this challenge; yours are $targets."
