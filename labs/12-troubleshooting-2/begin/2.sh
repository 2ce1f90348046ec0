kubectl apply -f - <<'YAML' >/dev/null
apiVersion: v1
kind: Namespace
metadata: {name: pastry}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: pastry}
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
metadata: {name: web, namespace: pastry}
spec:
  selector: {app: web}
  ports: [{name: http, port: 80, targetPort: http}]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: pastry}
spec:
  ingressClassName: nginx
  rules:
    - host: pastry.example
      http:
        paths:
          - {path: /, pathType: Prefix, backend: {service: {name: wbe, port: {number: 80}}}}
YAML
kubectl rollout status deployment web -n pastry --timeout=60s >/dev/null
expect_status 503 http://pastry.example/hostname
