kubectl patch daemonset kube-proxy -n kube-system --type json -p '[{"op":"remove","path":"/spec/template/spec/affinity"}]' 2>/dev/null || true
kubectl rollout status daemonset kube-proxy -n kube-system --timeout=20s
