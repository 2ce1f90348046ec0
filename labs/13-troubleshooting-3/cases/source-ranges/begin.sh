kubectl apply -f - <<'YAML' >/dev/null
apiVersion: v1
kind: Namespace
metadata: {name: tower}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: tower}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: registry.k8s.io/e2e-test-images/agnhost:2.53
          args: [netexec, --http-port=8080]
          ports: [{name: http, containerPort: 8080}]
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: tower}
spec:
  type: LoadBalancer
  loadBalancerSourceRanges: [203.0.113.0/24, 10.100.0.0/16]
  selector: {app: web}
  ports: [{port: 80, targetPort: http, nodePort: 30206}]
---
apiVersion: v1
kind: Pod
metadata: {name: desk, namespace: tower, labels: {run: desk}}
spec:
  nodeName: node4
  containers:
    - {name: desk, image: nicolaka/netshoot, command: [sleep, infinity]}
YAML
kubectl rollout status deployment web -n tower --timeout=20s >/dev/null
kubectl wait pod desk -n tower --for=condition=Ready --timeout=20s >/dev/null
lb show tower >/dev/null 2>&1 || lb create tower address=34.123.45.72 port=80 node1:30206 node2:30206 node3:30206 node4:30206 >/dev/null
kubectl patch service web -n tower --subresource=status --type=merge -p '{"status":{"loadBalancer":{"ingress":[{"ip":"34.123.45.72"}]}}}' >/dev/null
expect_endpoints tower/web 3
expect_status 200 http://34.123.45.72/hostname --count 4
expect_timeout http://34.123.45.72/hostname --from pod tower/desk
