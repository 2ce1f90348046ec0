# Every connection through the load balancer is answered, and the pod sees the visitor's address.
expect_status 200 http://34.123.45.70/hostname --count 24
expect_client_address client http://34.123.45.70/hostname --at atlas/web
expect_still ok
