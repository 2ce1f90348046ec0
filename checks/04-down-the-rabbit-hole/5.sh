# Three hops from the load balancer, and an extra leg in half of the requests.
# at start: Expected an extra leg in about 50 % of requests, saw it in 100 %.
nodes=$(ready_nodes_of ingress-nginx app.kubernetes.io/name=ingress-nginx)
[[ $nodes == node? ]] || fail "Expected one ingress pod, moved to a target; ingress pods run on ${nodes:-no node}."
expect_hops 3 http://34.123.45.67/ --start lb
expect_extra_legs 50 http://34.123.45.67/
