package main

import (
	"context"
	"fmt"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/tools/leaderelection"
	"k8s.io/client-go/tools/leaderelection/resourcelock"
)

// handOver lets two candidates compete; the second leads when the first has let go.
func handOver(ctx context.Context, w *walker) error {
	leading := make(chan string, 2)
	first, letGo := context.WithCancel(ctx)
	defer letGo()
	go w.campaign(first, "first", leading)
	fmt.Printf("leases: %s leads\n", <-leading)
	second, end := context.WithCancel(ctx)
	defer end()
	go w.campaign(second, "second", leading)
	letGo()
	fmt.Printf("leases: %s leads\n", <-leading)
	lease, err := w.client.CoordinationV1().Leases(namespace).Get(ctx, "walk", metav1.GetOptions{})
	if err != nil {
		return err
	}
	fmt.Printf("leases: held by %s after %d transitions\n", *lease.Spec.HolderIdentity, *lease.Spec.LeaseTransitions)
	return nil
}

func (w *walker) campaign(ctx context.Context, identity string, leading chan<- string) {
	leaderelection.RunOrDie(ctx, leaderelection.LeaderElectionConfig{
		Lock: &resourcelock.LeaseLock{
			LeaseMeta:  metav1.ObjectMeta{Name: "walk", Namespace: namespace},
			Client:     w.client.CoordinationV1(),
			LockConfig: resourcelock.ResourceLockConfig{Identity: identity},
		},
		ReleaseOnCancel: true,
		LeaseDuration:   3 * time.Second,
		RenewDeadline:   2 * time.Second,
		RetryPeriod:     200 * time.Millisecond,
		Callbacks: leaderelection.LeaderCallbacks{
			OnStartedLeading: func(context.Context) { leading <- identity },
			OnStoppedLeading: func() {},
		},
	})
}
