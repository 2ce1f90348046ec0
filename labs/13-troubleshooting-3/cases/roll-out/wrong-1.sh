# expect: Expected no request to be lost while pods are replaced, some were.
kubectl patch daemonset web -n radio -p '{"spec":{"template":{"spec":{"containers":[{"name":"web","lifecycle":{"preStop":{"sleep":{"seconds":1}}}}]}}}}'
kubectl rollout status daemonset web -n radio --timeout=60s
