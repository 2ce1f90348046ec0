# The butcher answers from outside, and still inside.
# at start: Expected 200 from http://butcher.example/hostname, got 503.
expect_status 200 http://butcher.example/hostname --count 6
expect_status 200 http://web.butcher/hostname --from pod ok/visitor
expect_still ok
