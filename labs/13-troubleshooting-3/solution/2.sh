kubectl get configmap web -n shop -o yaml | sed 's/return 500 "no database called stokc/return 200 "$hostname/' | kubectl apply -f -
kubectl delete pod web-1 -n shop
kubectl rollout status statefulset web -n shop --timeout=20s
