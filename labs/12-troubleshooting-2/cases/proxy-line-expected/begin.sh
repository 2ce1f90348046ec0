kubectl apply -f - <<'YAML' >/dev/null
apiVersion: v1
kind: Namespace
metadata: {name: theatre}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: theatre}
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
metadata: {name: web, namespace: theatre}
spec:
  selector: {app: web}
  ports: [{name: http, port: 80, targetPort: http}]
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: theatre}
spec: {controller: example/theatre}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: ingress, namespace: theatre}
data: {use-proxy-protocol: "true"}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ingress, namespace: theatre}
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
            - --controller-class=example/theatre
            - --ingress-class=theatre
            - --configmap=theatre/ingress
            - --publish-service=theatre/ingress
          env:
            - {name: POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
            - {name: POD_NAMESPACE, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}
          ports: [{name: http, containerPort: 80}, {name: https, containerPort: 443}]
          readinessProbe: {httpGet: {path: /healthz, port: 10254}}
---
apiVersion: v1
kind: Service
metadata: {name: ingress, namespace: theatre}
spec:
  type: NodePort
  selector: {app: ingress}
  ports: [{name: http, port: 80, targetPort: http, nodePort: 30172}]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: theatre}
spec:
  ingressClassName: theatre
  rules:
    - host: theatre.example
      http:
        paths:
          - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}
YAML
kubectl rollout status deployment web -n theatre --timeout=60s >/dev/null
kubectl rollout status deployment ingress -n theatre --timeout=60s >/dev/null
lb create theatre address=34.123.45.72 port=80 mode=proxy proxy-protocol=off node3:30172 node4:30172 >/dev/null
until [[ $(status_of http://theatre.example/hostname) == failed ]]; do sleep 1; done
