kubectl get secret jeweller-tls -n ingress-nginx -o json | jq '{apiVersion, kind, type, data, metadata: {name: .metadata.name, namespace: "jeweller"}}' | kubectl apply -f -
