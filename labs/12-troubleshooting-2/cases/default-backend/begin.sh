kubectl apply -f - <<'YAML' >/dev/null
apiVersion: v1
kind: Namespace
metadata: {name: gallery}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: pictures, namespace: gallery}
spec:
  replicas: 2
  selector: {matchLabels: {app: pictures}}
  template:
    metadata: {labels: {app: pictures}}
    spec:
      containers:
        - name: pictures
          image: registry.k8s.io/e2e-test-images/agnhost:2.53
          args: [netexec, --http-port=8080]
          ports: [{name: http, containerPort: 8080}]
---
apiVersion: v1
kind: Service
metadata: {name: pictures, namespace: gallery}
spec:
  selector: {app: pictures}
  ports: [{name: http, port: 80, targetPort: http}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: guide, namespace: gallery}
spec:
  replicas: 2
  selector: {matchLabels: {app: guide}}
  template:
    metadata: {labels: {app: guide}}
    spec:
      containers:
        - name: guide
          image: registry.k8s.io/e2e-test-images/agnhost:2.53
          args: [netexec, --http-port=8080]
          ports: [{name: http, containerPort: 8080}]
---
apiVersion: v1
kind: Service
metadata: {name: guide, namespace: gallery}
spec:
  selector: {app: guide}
  ports: [{name: http, port: 80, targetPort: http}]
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: gallery}
spec: {controller: example/gallery}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: ingress, namespace: gallery}
data: {}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ingress, namespace: gallery}
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
            - --controller-class=example/gallery
            - --ingress-class=gallery
            - --configmap=gallery/ingress
            - --publish-service=gallery/ingress
          env:
            - {name: POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
            - {name: POD_NAMESPACE, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}
          ports: [{name: http, containerPort: 80}, {name: https, containerPort: 443}]
          readinessProbe: {httpGet: {path: /healthz, port: 10254}}
---
apiVersion: v1
kind: Service
metadata: {name: ingress, namespace: gallery}
spec:
  type: NodePort
  externalIPs: [10.100.1.11]
  selector: {app: ingress}
  ports: [{name: http, port: 80, targetPort: http}]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: pictures
  namespace: gallery
  annotations:
    nginx.ingress.kubernetes.io/use-regex: "true"
    nginx.ingress.kubernetes.io/rewrite-target: /$2
spec:
  ingressClassName: gallery
  rules:
    - host: gallery.example
      http:
        paths:
          - {path: /pictures(/|$)(.*), pathType: ImplementationSpecific, backend: {service: {name: pictures, port: {number: 80}}}}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: fallback, namespace: gallery}
spec:
  ingressClassName: gallery
  defaultBackend: {service: {name: guide, port: {number: 80}}}
YAML
kubectl rollout status deployment pictures -n gallery --timeout=60s >/dev/null
kubectl rollout status deployment guide -n gallery --timeout=60s >/dev/null
kubectl rollout status deployment ingress -n gallery --timeout=60s >/dev/null
expect_status 200 http://gallery.example/pictures/hostname
expect_status 200 http://gallery.example/ -H 'Host: nobody.example'
expect_status 404 http://gallery.example/picture
