kubectl apply -f - <<'YAML' >/dev/null
apiVersion: v1
kind: Namespace
metadata: {name: kiosk}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: kiosk}
spec:
  replicas: 3
  selector: {matchLabels: {app: web, season: summer}}
  template:
    metadata: {labels: {app: web, season: summer}}
    spec:
      containers:
        - {name: web, image: hashicorp/http-echo, args: ["-text=prices: summer"], ports: [{name: http, containerPort: 5678}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ledger, namespace: kiosk}
spec:
  replicas: 1
  selector: {matchLabels: {app: web, season: winter}}
  template:
    metadata: {labels: {app: web, season: winter}}
    spec:
      containers:
        - {name: web, image: hashicorp/http-echo, args: ["-text=prices: winter"], ports: [{name: http, containerPort: 5678}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: kiosk}
spec:
  type: NodePort
  selector: {app: web}
  ports: [{port: 80, targetPort: http, nodePort: 30201}]
---
apiVersion: v1
kind: Service
metadata: {name: ledger, namespace: kiosk}
spec:
  selector: {season: winter}
  ports: [{port: 80, targetPort: http}]
YAML
kubectl rollout status deployment web -n kiosk --timeout=20s >/dev/null
kubectl rollout status deployment ledger -n kiosk --timeout=20s >/dev/null
expect_endpoints kiosk/web 4
until [[ $(curl -s -m 3 http://10.100.1.10:30201/) == *winter ]]; do :; done
