./kp-mode.sh node3 ipvs
