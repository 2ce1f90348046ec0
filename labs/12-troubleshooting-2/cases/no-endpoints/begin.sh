kubectl apply -f - <<'YAML' >/dev/null
apiVersion: v1
kind: Namespace
metadata: {name: dentist}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: dentist}
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
          readinessProbe: {httpGet: {path: /healthz, port: 8081}, periodSeconds: 1}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: dentist}
spec:
  selector: {app: web}
  ports: [{name: http, port: 80, targetPort: http}]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: dentist}
spec:
  ingressClassName: nginx
  rules:
    - host: dentist.example
      http:
        paths:
          - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}
YAML
kubectl wait pods -l app=web -n dentist --for=jsonpath='{.status.phase}'=Running --timeout=60s >/dev/null
expect_status 503 http://dentist.example/hostname
