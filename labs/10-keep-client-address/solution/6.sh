grep -q preStop ~/echo.yaml || sed -i '/image: ghcr.io/a\          lifecycle:\n            preStop:\n              sleep: {seconds: 20}' ~/echo.yaml
kubectl apply -f ~/echo.yaml
