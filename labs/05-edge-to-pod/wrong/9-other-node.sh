# expect: Expected node4 to answer from nftables, its table kube-proxy is not there.
./kp-mode.sh node2 nftables
