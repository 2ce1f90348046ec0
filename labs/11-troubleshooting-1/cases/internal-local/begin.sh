kubectl apply -f - <<'YAML' >/dev/null
apiVersion: v1
kind: Namespace
metadata: {name: post}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: post}
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
metadata: {name: web, namespace: post}
spec:
  type: NodePort
  internalTrafficPolicy: Local
  selector: {app: web}
  ports: [{port: 80, targetPort: 8080, nodePort: 30107}]
YAML
kubectl apply -f - <<'YAML' >/dev/null
apiVersion: v1
kind: Pod
metadata: {name: desk, namespace: post, labels: {run: desk}}
spec:
  nodeName: node4
  containers:
    - {name: desk, image: nicolaka/netshoot, command: [sleep, infinity]}
YAML
kubectl wait pods -l tier=front -n post --for=condition=Ready --timeout=20s >/dev/null
kubectl wait pod desk -n post --for=condition=Ready --timeout=20s >/dev/null
expect_timeout http://web.post/hostname --from pod post/desk
