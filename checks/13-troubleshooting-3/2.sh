# The shop answers every customer, by each of its three pods.
# at start: Expected 200 from http://10.100.1.10:30200/, got 500.
expect_status 200 http://10.100.1.10:30200/ --count 40
expect_status 200 http://10.100.1.12:30200/ --count 10
expect_still ok
