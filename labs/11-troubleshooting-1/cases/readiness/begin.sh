kubectl apply -f - <<'YAML' >/dev/null
apiVersion: v1
kind: Namespace
metadata: {name: museum}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: museum}
spec:
  replicas: 3
  selector: {matchLabels: {tier: front}}
  template:
    metadata: {labels: {app: web, tier: front}}
    spec:
      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
              - matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [node1, node2]}]
      containers:
        - name: web
          image: registry.k8s.io/e2e-test-images/agnhost:2.53
          args: [netexec, --http-port=8080]
          ports: [{name: http, containerPort: 8080}]
          readinessProbe: {httpGet: {path: /healthz, port: 8081}, periodSeconds: 1}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: museum}
spec:
  type: NodePort
  selector: {app: web}
  ports: [{port: 80, targetPort: 8080, nodePort: 30103}]
YAML
kubectl wait pods -l tier=front -n museum --for=jsonpath='{.status.phase}'=Running --timeout=20s >/dev/null
expect_refused http://10.100.1.10:30103/hostname
