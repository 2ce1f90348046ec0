kubectl apply -f - <<'YAML' >/dev/null
apiVersion: v1
kind: Namespace
metadata: {name: radio}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: web, namespace: radio}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
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
          readinessProbe: {httpGet: {path: /healthz, port: http}, initialDelaySeconds: 3, periodSeconds: 1}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: radio}
spec:
  type: LoadBalancer
  externalTrafficPolicy: Local
  selector: {app: web}
  ports: [{port: 80, targetPort: http, nodePort: 30207}]
YAML
kubectl rollout status daemonset web -n radio --timeout=20s >/dev/null
lb show radio >/dev/null 2>&1 || lb create radio address=34.123.45.73 port=80 node1:30207 node2:30207 >/dev/null
port=$(kubectl get service web -n radio -o jsonpath='{.spec.healthCheckNodePort}')
lb set radio "health-check=http:$port/healthz" >/dev/null
expect_endpoints radio/web 2
expect_status 200 http://34.123.45.73/hostname --count 4
kubectl rollout restart daemonset web -n radio >/dev/null
lost=0
for i in {1..60}; do
  curl -s -m 1 -o /dev/null http://34.123.45.73/hostname || lost=1
  ((lost == 0)) || break
  sleep 0.1
done
((lost == 1)) || fail "Expected a roll-out to lose requests."
kubectl rollout status daemonset web -n radio --timeout=20s >/dev/null
