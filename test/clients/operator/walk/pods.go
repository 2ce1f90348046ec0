package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/portforward"
	"k8s.io/client-go/tools/remotecommand"
	watchtools "k8s.io/client-go/tools/watch"
	"k8s.io/client-go/transport/spdy"
)

const script = `echo started; while true; do sleep 1; echo tick; done`

func runPod(ctx context.Context, w *walker) error {
	pod := &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Name: "walked", Labels: map[string]string{"walk": "pod"}},
		Spec: corev1.PodSpec{Containers: []corev1.Container{
			{Name: "web", Image: "nginx:1.27", Ports: []corev1.ContainerPort{{ContainerPort: 80}}},
			{Name: "shell", Image: "busybox:1.36", Command: []string{"sh", "-c", script}},
		}},
	}
	if _, err := w.client.CoreV1().Pods(namespace).Create(ctx, pod, metav1.CreateOptions{}); err != nil {
		return err
	}
	ready := func(event watch.Event) (bool, error) {
		for _, condition := range event.Object.(*corev1.Pod).Status.Conditions {
			if condition.Type == corev1.PodReady && condition.Status == corev1.ConditionTrue {
				return true, nil
			}
		}
		return false, nil
	}
	pods := cache.NewListWatchFromClient(w.client.CoreV1().RESTClient(), "pods", namespace, fields.OneTermEqualSelector("metadata.name", "walked"))
	_, err := watchtools.UntilWithSync(ctx, pods, &corev1.Pod{}, nil, ready)
	return err
}

func execute(ctx context.Context, w *walker) error {
	request := w.client.CoreV1().RESTClient().Post().Resource("pods").Namespace(namespace).Name("walked").SubResource("exec").
		VersionedParams(&corev1.PodExecOptions{
			Container: "shell", Command: []string{"sh", "-c", "cat; echo complaint >&2; exit 3"}, Stdin: true, Stdout: true, Stderr: true,
		}, scheme.ParameterCodec)
	overSPDY, err := remotecommand.NewSPDYExecutor(w.config, "POST", request.URL())
	if err != nil {
		return err
	}
	overWebSocket, err := remotecommand.NewWebSocketExecutor(w.config, "GET", request.URL().String())
	if err != nil {
		return err
	}
	names := []string{"SPDY", "WebSocket"}
	for i, executor := range []remotecommand.Executor{overSPDY, overWebSocket} {
		name := names[i]
		var stdout, stderr bytes.Buffer
		streams := remotecommand.StreamOptions{Stdin: strings.NewReader("over " + name), Stdout: &stdout, Stderr: &stderr}
		err = executor.StreamWithContext(ctx, streams)
		fmt.Printf("exec: %s, %s, %v\n", stdout.String(), strings.TrimSpace(stderr.String()), err)
	}
	return nil
}

func forward(ctx context.Context, w *walker) error {
	transport, upgrader, err := spdy.RoundTripperFor(w.config)
	if err != nil {
		return err
	}
	url := w.client.CoreV1().RESTClient().Post().Resource("pods").Namespace(namespace).Name("walked").SubResource("portforward").URL()
	stop, ready := make(chan struct{}), make(chan struct{})
	dialer := spdy.NewDialer(upgrader, &http.Client{Transport: transport}, "POST", url)
	forwarder, err := portforward.New(dialer, []string{"0:80"}, stop, ready, io.Discard, io.Discard)
	if err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- forwarder.ForwardPorts() }()
	select {
	case err = <-ended:
		return err
	case <-ready:
	}
	ports, err := forwarder.GetPorts()
	if err != nil {
		return err
	}
	response, err := http.Get(fmt.Sprintf("http://127.0.0.1:%d/", ports[0].Local))
	if err != nil {
		return err
	}
	response.Body.Close()
	fmt.Printf("port-forward: %s\n", response.Status)
	close(stop)
	return <-ended
}

func followLogs(ctx context.Context, w *walker) error {
	options := &corev1.PodLogOptions{Container: "shell", Follow: true}
	stream, err := w.client.CoreV1().Pods(namespace).GetLogs("walked", options).Stream(ctx)
	if err != nil {
		return err
	}
	defer stream.Close()
	lines := bufio.NewScanner(stream)
	for range 2 {
		lines.Scan()
		fmt.Printf("log: %s\n", lines.Text())
	}
	return lines.Err()
}

func evict(ctx context.Context, w *walker) error {
	one := intstr.FromInt32(1)
	budgets, pods := w.client.PolicyV1().PodDisruptionBudgets(namespace), w.client.CoreV1().Pods(namespace)
	budget := &policyv1.PodDisruptionBudget{
		ObjectMeta: metav1.ObjectMeta{Name: "walk"},
		Spec:       policyv1.PodDisruptionBudgetSpec{MinAvailable: &one, Selector: &metav1.LabelSelector{MatchLabels: map[string]string{"walk": "pod"}}},
	}
	if _, err := budgets.Create(ctx, budget, metav1.CreateOptions{}); err != nil {
		return err
	}
	seconds := int64(0)
	eviction := &policyv1.Eviction{
		ObjectMeta:    metav1.ObjectMeta{Name: "walked", Namespace: namespace},
		DeleteOptions: &metav1.DeleteOptions{GracePeriodSeconds: &seconds},
	}
	err := pods.EvictV1(ctx, eviction)
	fmt.Printf("eviction: %s, %v\n", apierrors.ReasonForError(err), err)
	if err = budgets.Delete(ctx, "walk", metav1.DeleteOptions{}); err != nil {
		return err
	}
	if err = pods.EvictV1(ctx, eviction); err != nil {
		return err
	}
	_, err = pods.Get(ctx, "walked", metav1.GetOptions{})
	fmt.Printf("eviction: %v\n", err)
	return nil
}
