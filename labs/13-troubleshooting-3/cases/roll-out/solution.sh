kubectl patch daemonset web -n radio -p '{"spec":{"template":{"spec":{"containers":[{"name":"web","lifecycle":{"preStop":{"sleep":{"seconds":8}}}}]}}}}'
kubectl rollout status daemonset web -n radio --timeout=60s
