kubectl get configmap web -n studio -o yaml | sed 's/listen 127.0.0.1:8080/listen 8080/' | kubectl apply -f -
kubectl rollout restart deployment web -n studio || true
kubectl rollout status deployment web -n studio --timeout=20s
