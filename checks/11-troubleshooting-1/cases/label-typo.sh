# The market answers.
expect_endpoints market/web 3
expect_status 200 http://10.100.1.13:30108/hostname --count 6
expect_still ok
