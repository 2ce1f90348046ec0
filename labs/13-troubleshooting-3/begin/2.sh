kubectl apply -f - <<'YAML' >/dev/null
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: web, namespace: shop}
data:
  web-0.conf: |
    server { listen 8080; location / { return 200 "$hostname\n"; } location /healthz { return 200 "ok\n"; } }
  web-1.conf: |
    server { listen 8080; location / { return 500 "no database called stokc\n"; } location /healthz { return 200 "ok\n"; } }
  web-2.conf: |
    server { listen 8080; location / { return 200 "$hostname\n"; } location /healthz { return 200 "ok\n"; } }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: web, namespace: shop}
spec:
  replicas: 3
  serviceName: web
  podManagementPolicy: Parallel
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: nginx:1.27
          ports: [{name: http, containerPort: 8080}]
          env: [{name: POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]
          readinessProbe: {httpGet: {path: /healthz, port: http}, periodSeconds: 1}
          volumeMounts: [{name: settings, mountPath: /etc/nginx/conf.d/default.conf, subPathExpr: $(POD_NAME).conf}]
      volumes: [{name: settings, configMap: {name: web}}]
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  type: NodePort
  selector: {app: web}
  ports: [{port: 80, targetPort: http, nodePort: 30200}]
YAML
kubectl rollout status statefulset web -n shop --timeout=20s >/dev/null
expect_endpoints shop/web 3
until [[ $(status_of http://10.100.1.10:30200/) == 500 ]]; do :; done
