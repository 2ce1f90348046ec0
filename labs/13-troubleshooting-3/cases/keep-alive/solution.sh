kubectl delete pod -n clinic -l run=desk --grace-period=1
kubectl rollout status deployment desk -n clinic --timeout=20s
