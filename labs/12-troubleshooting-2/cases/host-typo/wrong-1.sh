# expect: A host that nobody has reaches the tailor now; it should stay 404.
kubectl patch ingress web -n tailor --type json -p '[{"op":"remove","path":"/spec/rules/0/host"}]' 
