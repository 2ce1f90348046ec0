# expect: 404 came from ingress-nginx, not from red: no Ingress of its class has a rule for this path.
sed '/ingressClassName/d; s/name: ___/name: red/; s/number: ___/number: 80/' ~/ingress.yaml | kubectl apply -f -
