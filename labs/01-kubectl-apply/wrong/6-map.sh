# expect: hello-plain is still pending; the controller skips Services without its annotation.
# kubectl refuses it itself: cannot unmarshal object into ... of type string.
kubectl apply -f broken/no-annotation.yaml
cat > mapped.yaml <<'YAML'
apiVersion: v1
kind: Service
metadata:
  name: hello-plain
  namespace: lb-demo
  annotations:
    kubernetes.io/elb.class: "union"
    kubernetes.io/elb.autocreate:
      {
        "type": "public",
        "name": "k8s-lb-plain",
        "bandwidth_name": "k8s-lb-plain-bw",
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
kubectl apply -f mapped.yaml || true
