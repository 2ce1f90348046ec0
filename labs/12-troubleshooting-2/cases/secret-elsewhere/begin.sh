kubectl apply -f - <<'YAML' >/dev/null
apiVersion: v1
kind: Namespace
metadata: {name: jeweller}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: jeweller}
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
metadata: {name: web, namespace: jeweller}
spec:
  selector: {app: web}
  ports: [{name: http, port: 80, targetPort: http}]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: jeweller}
spec:
  ingressClassName: nginx
  tls: [{hosts: [jeweller.example], secretName: jeweller-tls}]
  rules:
    - host: jeweller.example
      http:
        paths:
          - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}
YAML
kubectl rollout status deployment web -n jeweller --timeout=60s >/dev/null
# A certificate for jeweller.example, signed by the town's authority.
kubectl get secret authority -n town -o jsonpath='{.data.tls\.crt}' | base64 -d >ca.crt
kubectl get secret authority -n town -o jsonpath='{.data.tls\.key}' | base64 -d >ca.key
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout leaf.key -out leaf.csr -subj "/CN=jeweller.example" -addext "subjectAltName=DNS:jeweller.example" 2>/dev/null
openssl x509 -req -in leaf.csr -CA ca.crt -CAkey ca.key -CAcreateserial -copy_extensions copy -days 3650 -out leaf.crt 2>/dev/null
kubectl create secret tls jeweller-tls -n ingress-nginx --cert=leaf.crt --key=leaf.key --dry-run=client -o yaml | kubectl apply -f - >/dev/null
rm -f ca.key leaf.key leaf.csr
[[ $(shown_certificate jeweller.example) == *"Fake Certificate"* ]]
