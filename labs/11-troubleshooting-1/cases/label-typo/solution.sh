kubectl patch deployment web -n market -p '{"spec":{"template":{"metadata":{"labels":{"app":"web"}}}}}'
kubectl rollout status deployment web -n market --timeout=20s
