kubectl patch ingress web -n tailor --type json -p '[{"op":"replace","path":"/spec/rules/0/host","value":"tailor.example"}]' 
