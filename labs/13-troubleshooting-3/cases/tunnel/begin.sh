kubectl apply -f - <<'YAML' >/dev/null
apiVersion: v1
kind: Namespace
metadata: {name: ferry}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: web, namespace: ferry}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
              - matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [node1, node2, node4]}]
      containers:
        - name: web
          image: registry.k8s.io/e2e-test-images/agnhost:2.53
          args: [netexec, --http-port=8080]
          ports: [{name: http, containerPort: 8080}]
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: ferry}
spec:
  type: NodePort
  selector: {app: web}
  ports: [{port: 80, targetPort: http, nodePort: 30202}]
YAML
kubectl rollout status daemonset web -n ferry --timeout=20s >/dev/null
expect_endpoints ferry/web 3
rule="INPUT -s 10.100.1.12/32 -i eth0 -p udp -m udp --dport 8472 -j DROP"
ssh node4 iptables -C $rule 2>/dev/null || ssh node4 iptables -A $rule
until [[ $(status_of http://10.100.1.12:30202/hostname) == timed-out ]]; do :; done
expect_status 200 http://10.100.1.10:30202/hostname --count 12
