kubectl apply -f - <<'YAML' >/dev/null
apiVersion: v1
kind: Namespace
metadata: {name: cinema}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: cinema}
spec:
  replicas: 3
  selector: {matchLabels: {tier: front}}
  template:
    metadata: {labels: {app: web, tier: front}}
    spec:
      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
              - matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [node1, node2]}]
      containers:
        - name: web
          image: registry.k8s.io/e2e-test-images/agnhost:2.53
          args: [netexec, --http-port=8080]
          ports: [{name: http, containerPort: 8080}]
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: cinema}
spec:
  type: NodePort
  selector: {app: web}
  ports: [{port: 80, targetPort: 8080, nodePort: 30105}]
YAML
kubectl apply -f - <<'YAML' >/dev/null
apiVersion: v1
kind: Pod
metadata: {name: desk, namespace: cinema, labels: {run: desk}}
spec:
  nodeName: node3
  containers:
    - {name: desk, image: nicolaka/netshoot, command: [sleep, infinity]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: default-deny, namespace: cinema}
spec:
  podSelector: {}
  policyTypes: [Ingress]
YAML
kubectl wait pods -l tier=front -n cinema --for=condition=Ready --timeout=20s >/dev/null
kubectl wait pod desk -n cinema --for=condition=Ready --timeout=20s >/dev/null
expect_timeout http://web.cinema/hostname --from pod cinema/desk
