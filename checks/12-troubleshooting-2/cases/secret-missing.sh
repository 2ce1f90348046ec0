# Clients that trust the town's authority get their page from the bookshop, over HTTPS.
# at start: Expected a certificate of the town's authority for bookshop.example, clients get "Kubernetes Ingress Controller Fake Certificate".
kubectl get secret authority -n town -o jsonpath='{.data.tls\.crt}' | base64 -d >ca.crt
expect_certificate bookshop.example ca.crt "the town's authority"
expect_status 200 https://bookshop.example/hostname --count 6 --cacert ca.crt
expect_still ok
