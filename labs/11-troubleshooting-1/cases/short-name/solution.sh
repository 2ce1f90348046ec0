kubectl patch configmap desk -n bureau -p '{"data":{"FILES":"http://files.registry/hostname"}}'
kubectl delete pod -n bureau -l run=desk --grace-period=1
kubectl rollout status deployment desk -n bureau --timeout=20s
