kubectl rollout restart deployment desk -n clinic
kubectl rollout status deployment desk -n clinic --timeout=20s
