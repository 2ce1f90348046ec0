# expect: Two load balancers share the name k8s-lb-demo; give hello-plain's another one.
cat > broken/no-annotation.yaml <<'YAML'
apiVersion: v1
kind: Service
metadata:
  name: hello-plain
  namespace: lb-demo
  annotations:
    kubernetes.io/elb.class: "union"
    kubernetes.io/elb.autocreate: |
      {
        "type": "public",
        "name": "k8s-lb-demo",
        "bandwidth_name": "k8s-lb-demo-bw",
        "bandwidth_chargemode": "traffic",
        "bandwidth_size": 5,
        "bandwidth_sharetype": "PER",
        "eip_type": "5_bgp"
      }
spec:
  type: LoadBalancer
  selector:
    app: hello
  ports:
    - port: 80
      targetPort: http
YAML
kubectl apply -f broken/no-annotation.yaml
