# The pastry shop answers, and the neighbour still does.
# at start: Expected 200 from http://pastry.example/hostname, got 503.
expect_status 200 http://pastry.example/hostname --count 6
expect_still ok
