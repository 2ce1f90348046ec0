# The dentist answers, and a pod that fails would still be noticed.
# at start: Expected 200 from http://dentist.example/hostname, got 503.
expect_status 200 http://dentist.example/hostname --count 6
[[ -n $(kubectl get deployment web -n dentist -o jsonpath='{.spec.template.spec.containers[0].readinessProbe}') ]] ||
  fail "Traffic flows, but without a readiness probe nothing will notice the next failure."
expect_still ok
