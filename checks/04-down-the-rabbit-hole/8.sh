# Two hops: the ingress shares node3's network, and the load balancer's only target is node3:80.
# replaces: 1 2 3 5 6 7
targets=$(targets_of lb-red)
[[ $targets == node3:80 ]] || fail "The load balancer's only target must be node3:80; it has ${targets:-none}."
expect_status 200 http://34.123.45.67/
expect_hops 2 http://34.123.45.67/ --start lb
