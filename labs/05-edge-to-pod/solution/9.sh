./kp-mode.sh node4 nftables
