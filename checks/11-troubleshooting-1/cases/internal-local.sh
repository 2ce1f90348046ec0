# The desk of the post office reaches its Service.
expect_status 200 http://web.post/hostname --count 6 --from pod post/desk
expect_still ok
