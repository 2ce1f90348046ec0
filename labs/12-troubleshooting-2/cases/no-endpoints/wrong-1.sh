# expect: Traffic flows, but without a readiness probe nothing will notice the next failure.
kubectl patch deployment web -n dentist --type json -p '[{"op":"remove","path":"/spec/template/spec/containers/0/readinessProbe"}]'
kubectl rollout status deployment web -n dentist --timeout=60s
