kubectl patch ingress pictures -n gallery -p '{"spec":{"defaultBackend":{"service":{"name":"guide","port":{"number":80}}}}}' 
