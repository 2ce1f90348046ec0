kubectl apply -f - <<'YAML' >/dev/null
apiVersion: v1
kind: Namespace
metadata: {name: ferry}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: ferry}
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
metadata: {name: web, namespace: ferry}
spec:
  selector: {app: web}
  ports: [{name: http, port: 80, targetPort: http}]
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: ferry}
spec: {controller: example/ferry}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: ingress, namespace: ferry}
data: {}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ingress, namespace: ferry}
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
            - --controller-class=example/ferry
            - --ingress-class=ferry
            - --configmap=ferry/ingress
            - --publish-service=ferry/ingress
          env:
            - {name: POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
            - {name: POD_NAMESPACE, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}
          ports: [{name: http, containerPort: 80}, {name: https, containerPort: 443}]
          readinessProbe: {httpGet: {path: /healthz, port: 10254}}
---
apiVersion: v1
kind: Service
metadata:
  name: ingress
  namespace: ferry
  annotations:
    kubernetes.io/elb.class: union
    kubernetes.io/elb.autocreate: '{"type":"public","name":"ferry","bandwidth_chargemode":"traffic","bandwidth_size":5,"bandwidth_sharetype":"PER","eip_type":"5_bgp"}'
spec:
  type: LoadBalancer
  selector: {app: ingress}
  ports: [{name: http, port: 80, targetPort: http}]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: ferry}
spec:
  ingressClassName: ferry
  rules:
    - host: ferry.example
      http:
        paths:
          - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}
YAML
kubectl rollout status deployment web -n ferry --timeout=60s >/dev/null
kubectl rollout status deployment ingress -n ferry --timeout=60s >/dev/null
until [[ $(last_message ferry/ingress SyncLoadBalancerFailed) == *bandwidth_name* ]]; do sleep 1; done
[[ -z $(external_address ferry/ingress) ]]
