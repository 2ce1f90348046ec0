# Pods stay for a while after their endpoint is gone, and long enough for the load balancer.
# at start: Pods of echo stop at once; give them a pause before they do.
echo=$(kubectl get daemonsets,deployments -l app=echo -o name | head -1)
container='{.spec.template.spec.containers[?(@.name=="echo")].lifecycle.preStop'
pause=$(kubectl get "$echo" -o jsonpath="$container.sleep.seconds}")
[[ -n $pause ]] || pause=$(kubectl get "$echo" -o jsonpath="$container.exec.command}" | grep -oE '[0-9]+' | head -1)
[[ -n $pause ]] || fail "Pods of echo stop at once; give them a pause before they do."
grace=$(kubectl get "$echo" -o jsonpath='{.spec.template.spec.terminationGracePeriodSeconds}')
((pause < grace)) || fail "The pause is cut off: it must be shorter than terminationGracePeriodSeconds."
((pause >= 5)) || fail "The load balancer needs two checks, up to 4 s; the pause has $pause s."
kubectl rollout status "$echo" --watch=false | grep -q 'successfully rolled out' || fail "The roll-out of echo is not done yet."
expect_status 200 http://34.123.45.67/ --count 12
