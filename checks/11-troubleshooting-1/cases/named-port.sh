# The library answers.
expect_endpoints library/web 3
expect_status 200 http://10.100.1.11:30102/hostname --count 6
expect_still ok
