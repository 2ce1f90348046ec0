package main

import (
	"context"
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	corev1ac "k8s.io/client-go/applyconfigurations/core/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes/scheme"
	typedcorev1 "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/client-go/restmapper"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/pager"
	"k8s.io/client-go/tools/record"
	"k8s.io/client-go/util/retry"
)

func discover(_ context.Context, w *walker) error {
	version, err := w.client.Discovery().ServerVersion()
	if err != nil {
		return err
	}
	resources, err := restmapper.GetAPIGroupResources(w.client.Discovery())
	if err != nil {
		return err
	}
	mapper := restmapper.NewDiscoveryRESTMapper(resources)
	site, err := mapper.RESTMapping(schema.GroupKind{Group: "rabbithole.example", Kind: "Site"})
	if err != nil {
		return err
	}
	fmt.Printf("%s, %s is %s\n", version.GitVersion, site.Resource.Resource, site.Scope.Name())
	return nil
}

func inform(ctx context.Context, w *walker) error {
	factory := informers.NewSharedInformerFactoryWithOptions(w.client, time.Hour, informers.WithNamespace(namespace))
	informer := factory.Core().V1().ConfigMaps()
	seen := make(chan string, 100)
	_, err := informer.Informer().AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc: func(object any) { seen <- "added " + object.(*corev1.ConfigMap).Name },
		UpdateFunc: func(_, object any) {
			seen <- "changed " + object.(*corev1.ConfigMap).Name
		},
		DeleteFunc: func(object any) { seen <- "deleted " + object.(*corev1.ConfigMap).Name },
	})
	if err != nil {
		return err
	}
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())
	configMaps := w.client.CoreV1().ConfigMaps(namespace)
	made := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "informed", Labels: map[string]string{"walk": "yes"}}}
	if made, err = configMaps.Create(ctx, made, metav1.CreateOptions{}); err != nil {
		return err
	}
	made.Data = map[string]string{"a": "b"}
	if _, err = configMaps.Update(ctx, made, metav1.UpdateOptions{}); err != nil {
		return err
	}
	for event := ""; event != "changed informed"; event = <-seen {
	}
	listed, err := informer.Lister().ConfigMaps(namespace).List(labels.SelectorFromSet(labels.Set{"walk": "yes"}))
	if err != nil {
		return err
	}
	fmt.Printf("informer: %d in the cache, a=%s\n", len(listed), listed[0].Data["a"])
	if err = configMaps.Delete(ctx, "informed", metav1.DeleteOptions{}); err != nil {
		return err
	}
	for event := ""; event != "deleted informed"; event = <-seen {
	}
	fmt.Println("informer: deleted")
	return nil
}

func useDynamic(ctx context.Context, w *walker) error {
	sites := w.dynamic.Resource(schema.GroupVersionResource{Group: "rabbithole.example", Version: "v1", Resource: "sites"}).Namespace(namespace)
	site := &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "rabbithole.example/v1", "kind": "Site",
		"metadata": map[string]any{"generateName": "walk-"},
		"spec":     map[string]any{"message": "hello", "replicas": int64(9)},
	}}
	_, err := sites.Create(ctx, site, metav1.CreateOptions{})
	fmt.Printf("refused: %s\n", apierrors.ReasonForError(err))
	_ = unstructured.SetNestedField(site.Object, int64(2), "spec", "replicas")
	made, err := sites.Create(ctx, site, metav1.CreateOptions{})
	if err != nil {
		return err
	}
	limit, _, _ := unstructured.NestedInt64(made.Object, "spec", "limit")
	scale, err := sites.Get(ctx, made.GetName(), metav1.GetOptions{}, "scale")
	if err != nil {
		return err
	}
	replicas, _, _ := unstructured.NestedInt64(scale.Object, "spec", "replicas")
	fmt.Printf("dynamic: limit %d, %s of %d\n", limit, scale.GetKind(), replicas)
	return sites.Delete(ctx, made.GetName(), metav1.DeleteOptions{})
}

func apply(ctx context.Context, w *walker) error {
	configMaps := w.client.CoreV1().ConfigMaps(namespace)
	ours := corev1ac.ConfigMap("applied", namespace).WithData(map[string]string{"colour": "red"})
	if _, err := configMaps.Apply(ctx, ours, metav1.ApplyOptions{FieldManager: "walk"}); err != nil {
		return err
	}
	theirs := corev1ac.ConfigMap("applied", namespace).WithData(map[string]string{"colour": "blue", "size": "s"})
	_, err := configMaps.Apply(ctx, theirs, metav1.ApplyOptions{FieldManager: "other"})
	fmt.Printf("apply: %v\n", err)
	if _, err = configMaps.Apply(ctx, theirs, metav1.ApplyOptions{FieldManager: "other", Force: true}); err != nil {
		return err
	}
	got, err := configMaps.Get(ctx, "applied", metav1.GetOptions{})
	if err != nil {
		return err
	}
	extracted, err := corev1ac.ExtractConfigMap(got, "other")
	if err != nil {
		return err
	}
	fmt.Printf("apply: %v is other's, %d managers\n", extracted.Data, len(got.ManagedFields))
	return configMaps.Delete(ctx, "applied", metav1.DeleteOptions{})
}

func readPages(ctx context.Context, w *walker) error {
	configMaps := w.client.CoreV1().ConfigMaps(namespace)
	for i := range 25 {
		made := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: fmt.Sprintf("page-%02d", i), Labels: map[string]string{"walk": "page"}}}
		if _, err := configMaps.Create(ctx, made, metav1.CreateOptions{}); err != nil {
			return err
		}
	}
	pages, objects := 0, 0
	reader := pager.New(func(ctx context.Context, options metav1.ListOptions) (runtime.Object, error) {
		pages++
		return configMaps.List(ctx, options)
	})
	reader.PageSize = 10
	options := metav1.ListOptions{LabelSelector: "walk=page"}
	if err := reader.EachListItem(ctx, options, func(runtime.Object) error { objects++; return nil }); err != nil {
		return err
	}
	fmt.Printf("pages: %d objects on %d pages\n", objects, pages)
	return configMaps.DeleteCollection(ctx, metav1.DeleteOptions{}, options)
}

func retryOnConflict(ctx context.Context, w *walker) error {
	configMaps := w.client.CoreV1().ConfigMaps(namespace)
	made := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "contended"}}
	stale, err := configMaps.Create(ctx, made, metav1.CreateOptions{})
	if err != nil {
		return err
	}
	patch := []byte(`{"data":{"theirs":"1"}}`)
	if _, err = configMaps.Patch(ctx, "contended", types.StrategicMergePatchType, patch, metav1.PatchOptions{}); err != nil {
		return err
	}
	attempts := 0
	err = retry.RetryOnConflict(retry.DefaultRetry, func() error {
		attempts++
		if attempts > 1 {
			if stale, err = configMaps.Get(ctx, "contended", metav1.GetOptions{}); err != nil {
				return err
			}
		}
		stale.Labels = map[string]string{"ours": "1"}
		_, err := configMaps.Update(ctx, stale, metav1.UpdateOptions{})
		return err
	})
	if err != nil {
		return err
	}
	fmt.Printf("conflicts: %d attempts\n", attempts)
	return configMaps.Delete(ctx, "contended", metav1.DeleteOptions{})
}

func recordEvents(ctx context.Context, w *walker) error {
	broadcaster := record.NewBroadcaster()
	broadcaster.StartRecordingToSink(&typedcorev1.EventSinkImpl{Interface: w.client.CoreV1().Events("")})
	recorder := broadcaster.NewRecorder(scheme.Scheme, corev1.EventSource{Component: "walk"})
	namespaced, err := w.client.CoreV1().ServiceAccounts(namespace).Get(ctx, "default", metav1.GetOptions{})
	if err != nil {
		return err
	}
	options := metav1.ListOptions{FieldSelector: "source=walk"}
	watched, err := w.client.CoreV1().Events(namespace).Watch(ctx, options)
	if err != nil {
		return err
	}
	defer watched.Stop()
	for range 2 {
		recorder.Event(namespaced, corev1.EventTypeWarning, "Walked", "past it")
	}
	for event := range watched.ResultChan() {
		got := event.Object.(*corev1.Event)
		if got.Count == 2 {
			fmt.Printf("events: %s %s %s %d\n", got.InvolvedObject.Kind, got.Reason, got.Message, got.Count)
			break
		}
	}
	broadcaster.Shutdown()
	return nil
}
