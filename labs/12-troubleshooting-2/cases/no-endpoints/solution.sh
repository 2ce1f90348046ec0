kubectl patch deployment web -n dentist --type json -p '[{"op":"replace","path":"/spec/template/spec/containers/0/readinessProbe/httpGet/port","value":8080}]'
kubectl rollout status deployment web -n dentist --timeout=60s
