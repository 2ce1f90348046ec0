# The partner gets an answer from node3, and the pod sees the partner's address.
expect_status 200 http://10.100.1.12:30106/hostname --count 10
expect_client_address 203.0.113.10 http://10.100.1.12:30106/hostname --at garden/web
expect_still ok
