# Three hops from the load balancer, and an extra leg in half of the requests.
# at start: Expected an extra leg in about 50 % of requests, saw it in 100 %.
expect_hops 3 http://34.123.45.67/ --start lb
expect_extra_legs 50 http://34.123.45.67/
