kubectl apply -f - <<'YAML' >/dev/null
apiVersion: v1
kind: Namespace
metadata: {name: butcher}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: butcher}
spec:
  replicas: 2
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
metadata: {name: web, namespace: butcher}
spec:
  selector: {app: web}
  ports: [{name: http, port: 80, targetPort: http}]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: butcher}
spec:
  ingressClassName: nginx
  rules:
    - host: butcher.example
      http:
        paths:
          - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 8080}}}}
YAML
kubectl rollout status deployment web -n butcher --timeout=60s >/dev/null
expect_status 503 http://butcher.example/hostname
expect_status 200 http://web.butcher/hostname --from pod ok/visitor
