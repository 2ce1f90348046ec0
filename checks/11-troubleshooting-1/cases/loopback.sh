# The studio answers.
expect_endpoints studio/web 2
expect_status 200 http://10.100.1.10:30109/ --count 6
expect_still ok
