kubectl apply -f - <<'YAML' >/dev/null
apiVersion: v1
kind: Namespace
metadata: {name: clinic}
---
apiVersion: v1
kind: Pod
metadata: {name: web-1, namespace: clinic, labels: {app: web}}
spec:
  nodeName: node1
  containers:
    - {name: web, image: registry.k8s.io/e2e-test-images/agnhost:2.53, args: [netexec, --http-port=8080], ports: [{name: http, containerPort: 8080}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: clinic}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: http}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: desk, namespace: clinic}
spec:
  selector: {matchLabels: {run: desk}}
  template:
    metadata: {labels: {run: desk}}
    spec:
      nodeName: node4
      terminationGracePeriodSeconds: 2
      containers:
        - name: desk
          image: nicolaka/netshoot
          command: [bash, -c, 'while true; do curl -s --rate 1/s -w "\n" "http://web/hostname?[1-7200]"; sleep 1; done']
YAML
kubectl wait pod web-1 -n clinic --for=condition=Ready --timeout=20s >/dev/null
kubectl rollout status deployment desk -n clinic --timeout=20s >/dev/null
until kubectl logs -n clinic deploy/desk | grep -q web-1; do sleep 1; done
kubectl apply -f - <<'YAML' >/dev/null
apiVersion: v1
kind: Pod
metadata: {name: web-2, namespace: clinic, labels: {app: web}}
spec:
  nodeName: node2
  containers:
    - {name: web, image: registry.k8s.io/e2e-test-images/agnhost:2.53, args: [netexec, --http-port=8080], ports: [{name: http, containerPort: 8080}]}
YAML
kubectl label pod web-1 -n clinic app=inspection --overwrite >/dev/null
kubectl wait pod web-2 -n clinic --for=condition=Ready --timeout=20s >/dev/null
expect_endpoints clinic/web 1
sleep 2
[[ $(kubectl logs -n clinic deploy/desk --tail=1) == web-1 ]] || fail "Expected desk to hold on to web-1."
