# expect: Expected no request to be lost while pods are replaced, some were.
kubectl patch deployment web -n radio -p '{"spec":{"minReadySeconds":2,"template":{"spec":{"containers":[{"name":"web","lifecycle":{"preStop":{"sleep":{"seconds":1}}}}]}}}}'
kubectl rollout status deployment web -n radio --timeout=60s
