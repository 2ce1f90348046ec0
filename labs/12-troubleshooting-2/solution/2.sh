kubectl patch ingress web -n pastry --type json -p '[{"op":"replace","path":"/spec/rules/0/http/paths/0/backend/service/name","value":"web"}]' 
