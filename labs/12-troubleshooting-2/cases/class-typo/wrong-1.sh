# expect: Expected 200 from http://florist.example/hostname, got 404.
kubectl create ingressclass 2>/dev/null || kubectl apply -f - <<'YAML'
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: ngnix}
spec: {controller: nginx.org/ingress-controller}
YAML
