# expect: Expected 200 from http://web.cinema/hostname, it did not answer within 3 s.
kubectl apply -f - <<'YAML'
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: own-pods, namespace: cinema}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
    - from: [{podSelector: {}}]
      ports: [{protocol: TCP, port: 80}]
YAML
