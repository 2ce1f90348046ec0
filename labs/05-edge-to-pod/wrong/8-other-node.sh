# expect: node3 has no virtual server for 10.100.1.12:30080; which mode does its kube-proxy run in?
./kp-mode.sh node2 ipvs
