// Walks through what client-go offers, with no controller framework, and prints what it finds.
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

const namespace = "default"

type walker struct {
	config  *rest.Config
	client  *kubernetes.Clientset
	dynamic *dynamic.DynamicClient
}

type step struct {
	name string
	walk func(context.Context, *walker) error
}

func main() {
	config, err := clientcmd.BuildConfigFromFlags("", os.Getenv("KUBECONFIG"))
	if err != nil {
		panic(err)
	}
	config.QPS, config.Burst = 1000, 1000
	w := &walker{config, kubernetes.NewForConfigOrDie(config), dynamic.NewForConfigOrDie(config)}
	ctx, cancel := context.WithTimeout(context.Background(), 40*time.Second)
	defer cancel()
	steps := []step{
		{"discovery", discover}, {"informers", inform}, {"dynamic", useDynamic}, {"apply", apply},
		{"pages", readPages}, {"conflicts", retryOnConflict}, {"events", recordEvents},
		{"pods", runPod}, {"exec", execute}, {"port-forward", forward}, {"logs", followLogs},
		{"eviction", evict}, {"leases", handOver},
	}
	for _, step := range steps {
		if err := step.walk(ctx, w); err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", step.name, err)
			os.Exit(1)
		}
	}
}
