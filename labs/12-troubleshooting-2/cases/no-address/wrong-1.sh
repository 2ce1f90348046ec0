# expect: ingress has no external address yet; read its events.
kubectl rollout restart deployment ingress -n ferry
