kubectl apply -f lb-demo.yaml
