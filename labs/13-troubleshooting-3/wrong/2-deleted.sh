# expect: Expected 200 from http://10.100.1.10:30200/, got 500.
kubectl delete pod web-1 -n shop
kubectl rollout status statefulset web -n shop --timeout=20s
