# expect: Expected 200 from http://gallery.example/picture, got 404.
kubectl patch ingress fallback -n gallery -p '{"spec":{"defaultBackend":{"service":{"name":"pictures","port":{"number":80}}}}}' 
