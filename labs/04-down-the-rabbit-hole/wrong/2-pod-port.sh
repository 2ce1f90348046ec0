# expect: 503 came from ingress-nginx: the Service or port in your Ingress has no endpoints.
sed 's/ingressClassName: ___/ingressClassName: nginx/; s/name: ___/name: red/; s/number: ___/number: 8080/' ~/ingress.yaml | kubectl apply -f -
