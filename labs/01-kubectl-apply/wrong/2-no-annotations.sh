# expect: hello has no external address yet; read its events.
sed '/annotations:/,/^spec:/{/^spec:/!d}' lb-demo.yaml | kubectl apply -f -
