kubectl apply -f - <<'YAML' >/dev/null
apiVersion: v1
kind: Namespace
metadata: {name: bureau}
---
apiVersion: v1
kind: Namespace
metadata: {name: registry}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: files, namespace: registry}
spec:
  replicas: 2
  selector: {matchLabels: {app: files}}
  template:
    metadata: {labels: {app: files}}
    spec:
      containers:
        - name: files
          image: registry.k8s.io/e2e-test-images/agnhost:2.53
          args: [netexec, --http-port=8080]
          ports: [{name: http, containerPort: 8080}]
---
apiVersion: v1
kind: Service
metadata: {name: files, namespace: registry}
spec:
  selector: {app: files}
  ports: [{port: 80, targetPort: http}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: desk, namespace: bureau}
data:
  FILES: http://files/hostname
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: desk, namespace: bureau}
spec:
  selector: {matchLabels: {run: desk}}
  template:
    metadata: {labels: {run: desk}}
    spec:
      terminationGracePeriodSeconds: 2
      containers:
        - name: desk
          image: nicolaka/netshoot
          command: [sleep, infinity]
          envFrom: [{configMapRef: {name: desk}}]
YAML
kubectl rollout status deployment files -n registry --timeout=20s >/dev/null
kubectl rollout status deployment desk -n bureau --timeout=20s >/dev/null
expect_endpoints registry/files 2
code=0
kubectl exec -n bureau deploy/desk -- sh -c 'curl -s -m 3 "$FILES"' >/dev/null 2>&1 || code=$?
((code == 6)) || fail "Expected an unknown name, curl ended with $code."
