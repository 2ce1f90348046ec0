# expect: Only node3 changes mode in this step; node1 should still answer from iptables.
./kp-mode.sh all ipvs
