kubectl apply -f - <<'YAML' >/dev/null
apiVersion: v1
kind: Namespace
metadata: {name: harbour}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: harbour}
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
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: harbour}
spec:
  type: NodePort
  selector: {app: web}
  ports: [{port: 80, targetPort: 8080, nodePort: 30104}]
YAML
kubectl wait pods -l tier=front -n harbour --for=condition=Ready --timeout=20s >/dev/null
expect_status 200 http://10.100.1.11:30104/hostname
kubectl patch daemonset kube-proxy -n kube-system -p '{"spec":{"template":{"spec":{"affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"kubernetes.io/hostname","operator":"NotIn","values":["node2"]}]}]}}}}}}}' >/dev/null
kubectl rollout status daemonset kube-proxy -n kube-system --timeout=20s >/dev/null
kubectl rollout restart deployment web -n harbour >/dev/null
kubectl rollout status deployment web -n harbour --timeout=20s >/dev/null
