import type { LayerEntry } from './file-tree.ts';

/** What kubeadm, containerd and flannel leave on the disk of every node. */
export const NODE_FILES: readonly LayerEntry[] = [
  {
    path: '/etc/crictl.yaml',
    content:
      'runtime-endpoint: unix:///run/containerd/containerd.sock\nimage-endpoint: unix:///run/containerd/containerd.sock\n',
  },
  { path: '/etc/kubernetes/manifests' },
  { path: '/etc/containerd/config.toml', content: 'version = 3\nimports = ["/etc/containerd/conf.d/*.toml"]\n' },
  {
    path: '/lib/systemd/system/kubelet.service',
    content: `[Unit]
Description=kubelet: The Kubernetes Node Agent
Documentation=https://kubernetes.io/docs/
Wants=network-online.target
After=network-online.target

[Service]
ExecStart=/usr/bin/kubelet
Restart=always
StartLimitInterval=0
RestartSec=10

[Install]
WantedBy=multi-user.target
`,
  },
  {
    path: '/usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf',
    content: `[Service]
Environment="KUBELET_KUBECONFIG_ARGS=--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf --kubeconfig=/etc/kubernetes/kubelet.conf"
Environment="KUBELET_CONFIG_ARGS=--config=/var/lib/kubelet/config.yaml"
EnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env
EnvironmentFile=-/etc/default/kubelet
ExecStart=
ExecStart=/usr/bin/kubelet $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS
`,
  },
  {
    path: '/var/lib/kubelet/kubeadm-flags.env',
    content: 'KUBELET_KUBEADM_ARGS="--container-runtime-endpoint=unix:///run/containerd/containerd.sock"\n',
  },
  {
    path: '/var/lib/kubelet/config.yaml',
    content: `apiVersion: kubelet.config.k8s.io/v1beta1
authentication:
  anonymous:
    enabled: false
  webhook:
    cacheTTL: 0s
    enabled: true
  x509:
    clientCAFile: /etc/kubernetes/pki/ca.crt
authorization:
  mode: Webhook
cgroupDriver: systemd
clusterDNS:
- 10.96.0.10
clusterDomain: cluster.local
containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
healthzBindAddress: 127.0.0.1
healthzPort: 10248
kind: KubeletConfiguration
resolvConf: /etc/resolv.conf
rotateCertificates: true
staticPodPath: /etc/kubernetes/manifests
`,
  },
  {
    path: '/etc/cni/net.d/10-flannel.conflist',
    content: `{
  "name": "cbr0",
  "cniVersion": "0.3.1",
  "plugins": [
    {
      "type": "flannel",
      "delegate": {
        "hairpinMode": true,
        "isDefaultGateway": true
      }
    },
    {
      "type": "portmap",
      "capabilities": {
        "portMappings": true
      }
    }
  ]
}
`,
  },
  ...['bridge', 'flannel', 'host-local', 'loopback', 'portmap'].map((name) => ({
    path: `/opt/cni/bin/${name}`,
    content: `\x7fELF\0cni-${name}\0`,
    mode: 0o755,
  })),
  { path: '/var/log/pods' },
  { path: '/var/log/containers' },
];
