kubectl scale deployment web-far --replicas=2
kubectl rollout status deployment web-far --timeout=20s
