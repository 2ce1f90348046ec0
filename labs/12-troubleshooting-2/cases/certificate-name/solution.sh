kubectl patch ingress web -n optician --type json -p '[{"op":"replace","path":"/spec/tls/0/secretName","value":"optician-new"}]' 
