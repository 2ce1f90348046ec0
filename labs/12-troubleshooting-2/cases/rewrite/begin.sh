kubectl apply -f - <<'YAML' >/dev/null
apiVersion: v1
kind: Namespace
metadata: {name: kitchen}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: kitchen}
spec:
  replicas: 2
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec:
      containers:
        - name: api
          image: registry.k8s.io/e2e-test-images/agnhost:2.53
          args: [netexec, --http-port=8080]
          ports: [{name: http, containerPort: 8080}]
---
apiVersion: v1
kind: Service
metadata: {name: api, namespace: kitchen}
spec:
  selector: {app: api}
  ports: [{name: http, port: 80, targetPort: http}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: site, namespace: kitchen}
spec:
  replicas: 2
  selector: {matchLabels: {app: site}}
  template:
    metadata: {labels: {app: site}}
    spec:
      containers:
        - name: site
          image: registry.k8s.io/e2e-test-images/agnhost:2.53
          args: [netexec, --http-port=8080]
          ports: [{name: http, containerPort: 8080}]
---
apiVersion: v1
kind: Service
metadata: {name: site, namespace: kitchen}
spec:
  selector: {app: site}
  ports: [{name: http, port: 80, targetPort: http}]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
  namespace: kitchen
  annotations:
    nginx.ingress.kubernetes.io/rewrite-target: /
spec:
  ingressClassName: nginx
  rules:
    - host: kitchen.example
      http:
        paths:
          - {path: /api, pathType: Prefix, backend: {service: {name: api, port: {number: 80}}}}
          - {path: /, pathType: Prefix, backend: {service: {name: site, port: {number: 80}}}}
YAML
kubectl rollout status deployment api -n kitchen --timeout=60s >/dev/null
kubectl rollout status deployment site -n kitchen --timeout=60s >/dev/null
expect_status 200 http://kitchen.example/api/hostname
[[ $(curl -s -m 3 http://kitchen.example/api/hostname) == NOW* ]]
