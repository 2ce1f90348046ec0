# The cinema's own pods reach the Service, visitors do not.
expect_status 200 http://web.cinema/hostname --from pod cinema/desk
[[ $(status_of http://web.cinema/hostname --from pod ok/visitor) == timed-out ]] ||
  fail "Visitors from other namespaces reach the cinema now; they must stay out."
expect_still ok
