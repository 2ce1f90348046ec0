# expect: Expected 200 from http://pastry.example/hostname, got 503.
kubectl patch ingress web -n pastry --type json -p '[{"op":"replace","path":"/spec/rules/0/http/paths/0/backend/service/port","value":{"number":8080}}]' 
