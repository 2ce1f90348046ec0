# node1 is a target, the load balancer knows that it is of no use, and no request fails.
# at start: node1 is no target of the load balancer yet.
[[ " $(targets_of lb) " == *" node1:30080 "* ]] || fail "node1 is no target of the load balancer yet."
balancer=$(curl -s -m 3 http://192.0.2.10/v1/load-balancers/lb)
[[ $balancer == *'"healthCheck":true'* ]] || fail "The load balancer asks nobody: its health check is off."
state=$(grep -o '"name":"node1:30080"[^}]*' <<<"$balancer" | grep -o '"state":"[^"]*"' | cut -d '"' -f 4)
[[ $state != healthy ]] || fail "node1 is healthy for the load balancer and dead for clients: what does the check ask?"
expect_status 200 http://34.123.45.67/ --count 60
