# expect: Expected a certificate of the town's authority for jeweller.example, clients get "Kubernetes Ingress Controller Fake Certificate".
kubectl patch ingress web -n jeweller --type json -p '[{"op":"replace","path":"/spec/tls/0/secretName","value":"ingress-nginx/jeweller-tls"}]' 
