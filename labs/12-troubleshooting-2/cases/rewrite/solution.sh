kubectl apply -f - <<'YAML'
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: api
  namespace: kitchen
  annotations:
    nginx.ingress.kubernetes.io/use-regex: "true"
    nginx.ingress.kubernetes.io/rewrite-target: /$2
spec:
  ingressClassName: nginx
  rules:
    - host: kitchen.example
      http:
        paths:
          - {path: /api(/|$)(.*), pathType: ImplementationSpecific, backend: {service: {name: api, port: {number: 80}}}}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: kitchen}
spec:
  ingressClassName: nginx
  rules:
    - host: kitchen.example
      http:
        paths:
          - {path: /, pathType: Prefix, backend: {service: {name: site, port: {number: 80}}}}
YAML
kubectl annotate ingress web -n kitchen nginx.ingress.kubernetes.io/rewrite-target-
