kubectl patch ingress web -n bookshop --type json -p '[{"op":"replace","path":"/spec/tls/0/secretName","value":"bookshop-2026"}]' 
