# expect: Expected a certificate of the town's authority for bookshop.example, clients get "Kubernetes Ingress Controller Fake Certificate".
kubectl patch ingress web -n bookshop --type json -p '[{"op":"remove","path":"/spec/tls/0/secretName"}]' 
