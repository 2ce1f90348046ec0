ssh node1 ip link set flannel.1 mtu 1400
ssh node2 ip link set flannel.1 mtu 1400
