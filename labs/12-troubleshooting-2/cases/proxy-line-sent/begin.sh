kubectl apply -f - <<'YAML' >/dev/null
apiVersion: v1
kind: Namespace
metadata: {name: radio}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: radio}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: registry.k8s.io/e2e-test-images/agnhost:2.53
          args: [netexec, --http-port=8080]
          ports: [{name: http, containerPort: 8080}]
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: radio}
spec:
  selector: {app: web}
  ports: [{name: http, port: 80, targetPort: http}]
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: radio}
spec: {controller: example/radio}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: ingress, namespace: radio}
data: {}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ingress, namespace: radio}
spec:
  selector: {matchLabels: {app: ingress}}
  template:
    metadata: {labels: {app: ingress}}
    spec:
      containers:
        - name: controller
          image: registry.k8s.io/ingress-nginx/controller:v1.13.3
          args:
            - /nginx-ingress-controller
            - --controller-class=example/radio
            - --ingress-class=radio
            - --configmap=radio/ingress
            - --publish-service=radio/ingress
          env:
            - {name: POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
            - {name: POD_NAMESPACE, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}
          ports: [{name: http, containerPort: 80}, {name: https, containerPort: 443}]
          readinessProbe: {httpGet: {path: /healthz, port: 10254}}
---
apiVersion: v1
kind: Service
metadata: {name: ingress, namespace: radio}
spec:
  type: NodePort
  selector: {app: ingress}
  ports: [{name: http, port: 80, targetPort: http, nodePort: 30171}]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: radio}
spec:
  ingressClassName: radio
  rules:
    - host: radio.example
      http:
        paths:
          - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}
YAML
kubectl rollout status deployment web -n radio --timeout=60s >/dev/null
kubectl rollout status deployment ingress -n radio --timeout=60s >/dev/null
lb create radio address=34.123.45.71 port=80 mode=proxy proxy-protocol=on node3:30171 node4:30171 >/dev/null
until [[ $(status_of http://radio.example/hostname) == 400 ]]; do sleep 1; done
