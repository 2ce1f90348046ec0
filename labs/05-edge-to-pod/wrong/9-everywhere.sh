# expect: Only node4 changes mode in this step; on node1 port 81 should stay silent, the connection was refused.
./kp-mode.sh all nftables
