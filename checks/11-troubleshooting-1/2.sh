# The shop answers on every node, and the neighbour still does.
# at start: Expected 3 ready endpoints of shop/web, found 0.
expect_endpoints shop/web 3
expect_status 200 http://10.100.1.10:30100/hostname --count 6
expect_status 200 http://10.100.1.12:30100/hostname
expect_still ok
