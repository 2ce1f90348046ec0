kubectl apply -f - <<'YAML' >/dev/null
apiVersion: v1
kind: Namespace
metadata: {name: studio}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: web, namespace: studio}
data:
  default.conf: |
    server {
      listen 127.0.0.1:8080;
      location / { return 200 "$hostname\n"; }
    }
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: studio}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: nginx:1.27
          ports: [{name: http, containerPort: 8080}]
          volumeMounts: [{name: settings, mountPath: /etc/nginx/conf.d}]
      volumes: [{name: settings, configMap: {name: web}}]
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: studio}
spec:
  type: NodePort
  selector: {app: web}
  ports: [{port: 80, targetPort: http, nodePort: 30109}]
YAML
kubectl rollout status deployment web -n studio --timeout=20s >/dev/null
expect_endpoints studio/web 2
expect_refused http://10.100.1.10:30109/
