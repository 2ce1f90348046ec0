# expect: Expected a certificate of the town's authority for optician.example, clients get "Kubernetes Ingress Controller Fake Certificate".
kubectl patch ingress web -n optician --type json -p '[{"op":"replace","path":"/spec/tls/0/hosts/0","value":"optics.example"}]' 
