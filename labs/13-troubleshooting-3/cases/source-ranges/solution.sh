kubectl patch service web -n tower -p '{"spec":{"loadBalancerSourceRanges":["203.0.113.0/24","10.100.0.0/16","192.168.0.0/16"]}}'
