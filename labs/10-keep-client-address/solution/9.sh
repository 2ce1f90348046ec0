kubectl patch service echo --subresource=status --type=merge -p '{"status":{"loadBalancer":{"ingress":[{"ip":"34.123.45.67","ipMode":"Proxy"}]}}}'
