kubectl patch deployment nginx -n traffic-test --patch-file remote.yaml
kubectl rollout status deployment nginx -n traffic-test --timeout=20s
kubectl wait pods -l app=nginx -n traffic-test --for=condition=Ready --timeout=20s
