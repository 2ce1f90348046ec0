# The bakery answers inside and outside.
expect_status 200 http://10.100.1.10:30101/hostname --count 6
expect_status 200 http://web.bakery/hostname --from pod ok/visitor
expect_still ok
