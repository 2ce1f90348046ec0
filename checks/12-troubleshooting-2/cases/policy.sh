# The pharmacy answers through its Ingress, and visitors from other namespaces stay out.
# at start: Expected 200 from http://pharmacy.example/hostname, got 504.
expect_status 200 http://pharmacy.example/hostname -m 60
expect_status 200 http://pharmacy.example/hostname --count 6
[[ $(status_of http://web.pharmacy/hostname --from pod ok/visitor) == timed-out ]] ||
  fail "Visitors from other namespaces reach the pharmacy now; they must stay out."
expect_still ok
