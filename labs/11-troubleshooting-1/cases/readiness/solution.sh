kubectl patch deployment web -n museum --type json -p '[{"op":"replace","path":"/spec/template/spec/containers/0/readinessProbe/httpGet/port","value":8080}]'
kubectl rollout status deployment web -n museum --timeout=20s
