cat > fortune.yaml <<'YAML'
apiVersion: v1
kind: Service
metadata:
  name: fortune
  namespace: whoami
  annotations:
    kubernetes.io/elb.class: "union"
    kubernetes.io/elb.id: "ELB_ID_HERE"
spec:
  type: LoadBalancer
  selector:
    app: fortune
  ports:
    - name: http
      port: 8080
      targetPort: http
    - name: dns-ish
      protocol: UDP
      port: 80
      targetPort: 5353
YAML
ID=$(kubectl get svc whoami -n whoami -o jsonpath='{.metadata.annotations.kubernetes\.io/elb\.id}')
sed "s/ELB_ID_HERE/$ID/" fortune.yaml | kubectl apply -f -
