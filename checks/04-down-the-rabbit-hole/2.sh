# red answers through node4 and the ingress, and sees the ingress pod as its client.
url=http://10.100.1.13:32000/
seen=$(status_of "$url")
[[ $seen != 404 ]] || fail "404 came from ingress-nginx, not from red: no Ingress of its class has a rule for this path."
[[ $seen != 503 ]] || fail "503 came from ingress-nginx: the Service or port in your Ingress has no endpoints."
expect_body '^red ' "$url"
ingress=$(kubectl get pods -n ingress-nginx -l app.kubernetes.io/name=ingress-nginx -o jsonpath='{.items[0].status.podIP}')
expect_client_address "$ingress" "$url" --at default/red
