# Back to NodePort and policy Cluster with four targets: three hops, and an extra leg in three of four requests.
# replaces: 2 3 5 6 7 8
[[ $(targets_of lb-red) == "node1:32000 node2:32000 node3:32000 node4:32000" ]] || fail "The load balancer must have all four nodes as targets on port 32000."
expect_hops 3 http://34.123.45.67/ --start lb
expect_extra_legs 75 http://34.123.45.67/
