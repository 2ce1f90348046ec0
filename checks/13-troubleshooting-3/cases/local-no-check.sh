# Every connection through the load balancer is answered, and the pod sees the visitor's address.
expect_status 200 http://34.123.45.70/hostname --count 24
seen=$(trace http://34.123.45.70/hostname boxes.-1.peer)
[[ $seen == 203.0.113.10:* ]] || fail "Expected the pod to see the visitor's own address, it sees that of a node."
expect_still ok
