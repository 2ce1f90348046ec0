kubectl apply -f - <<'YAML' >/dev/null
apiVersion: v1
kind: Namespace
metadata: {name: archive}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: archive}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      nodeSelector: {kubernetes.io/hostname: node2}
      containers:
        - name: web
          image: nginx:1.27
          ports: [{name: http, containerPort: 80}]
          lifecycle:
            postStart:
              exec:
                command: [sh, -c, "cd /usr/share/nginx/html && head -c 200000 /dev/zero | tr '\\0' x > scan.tif && echo 'scan.tif, 195 KiB' > index.html"]
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: archive}
spec:
  type: NodePort
  selector: {app: web}
  ports: [{port: 80, targetPort: http, nodePort: 30204}]
YAML
kubectl rollout status deployment web -n archive --timeout=20s >/dev/null
until [[ $(curl -s -m 3 http://10.100.1.12:30204/scan.tif | wc -c) == 200000 ]]; do sleep 1; done
fault link node1 node2 1450
expect_status 200 http://10.100.1.10:30204/
expect_timeout http://10.100.1.10:30204/scan.tif
expect_status 200 http://10.100.1.12:30204/scan.tif
