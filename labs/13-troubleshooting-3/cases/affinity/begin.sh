kubectl apply -f - <<'YAML' >/dev/null
apiVersion: v1
kind: Namespace
metadata: {name: arcade}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: arcade}
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
metadata: {name: web, namespace: arcade}
spec:
  type: NodePort
  sessionAffinity: ClientIP
  selector: {app: web}
  ports: [{port: 80, targetPort: http, nodePort: 30205}]
YAML
kubectl rollout status deployment web -n arcade --timeout=20s >/dev/null
lb show arcade >/dev/null 2>&1 || lb create arcade address=34.123.45.71 port=80 node4:30205 >/dev/null
lb set arcade mode=proxy >/dev/null
expect_endpoints arcade/web 3
expect_status 200 http://34.123.45.71/hostname
[[ $(pod_counts http://34.123.45.71/hostname 30) == "30 " ]] || fail "Expected one pod to answer all."
