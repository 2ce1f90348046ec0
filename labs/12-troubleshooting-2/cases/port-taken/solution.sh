kubectl patch service ingress -n airline --type json -p '[{"op":"replace","path":"/spec/ports/0/port","value":8080}]' 
