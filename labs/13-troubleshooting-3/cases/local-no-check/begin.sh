kubectl apply -f - <<'YAML' >/dev/null
apiVersion: v1
kind: Namespace
metadata: {name: atlas}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: atlas}
spec:
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
metadata: {name: web, namespace: atlas}
spec:
  type: NodePort
  externalTrafficPolicy: Local
  selector: {app: web}
  ports: [{port: 80, targetPort: http, nodePort: 30203}]
YAML
kubectl rollout status deployment web -n atlas --timeout=20s >/dev/null
lb show atlas >/dev/null 2>&1 || lb create atlas address=34.123.45.70 port=80 node1:30203 node2:30203 node3:30203 node4:30203 >/dev/null
lb set atlas health=off >/dev/null
expect_endpoints atlas/web 1
seen=$(for i in 1 2 3 4; do status_of http://34.123.45.70/hostname; done | sort | uniq -c | tr -s ' \n' ' ')
[[ $seen == " 1 200 3 timed-out " ]] || fail "Expected one answer in four, seen$seen"
