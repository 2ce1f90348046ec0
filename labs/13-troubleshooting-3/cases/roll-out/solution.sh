kubectl patch deployment web -n radio -p '{"spec":{"template":{"spec":{"containers":[{"name":"web","lifecycle":{"preStop":{"sleep":{"seconds":8}}}}]}}}}'
kubectl rollout status deployment web -n radio --timeout=60s
