# The museum answers, and a pod that fails would still be noticed.
[[ -n $(kubectl get deployment web -n museum -o jsonpath='{.spec.template.spec.containers[0].readinessProbe}') ]] ||
  fail "Traffic flows, but without a readiness probe nothing will notice the next failure."
expect_endpoints museum/web 3
expect_status 200 http://10.100.1.10:30103/hostname --count 6
expect_still ok
