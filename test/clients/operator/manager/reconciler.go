package main

import (
	"context"
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	corev1ac "k8s.io/client-go/applyconfigurations/core/v1"
	metav1ac "k8s.io/client-go/applyconfigurations/meta/v1"
	"k8s.io/client-go/tools/record"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"
)

const (
	owner     = client.FieldOwner("site-operator")
	finalizer = "rabbithole.example/clean-up"
	siteLabel = "rabbithole.example/site"
)

type reconciler struct {
	client.Client
	events record.EventRecorder
}

func (r *reconciler) Reconcile(ctx context.Context, request ctrl.Request) (ctrl.Result, error) {
	site := &Site{}
	if err := r.Get(ctx, request.NamespacedName, site); err != nil {
		return ctrl.Result{}, client.IgnoreNotFound(err)
	}
	if !site.DeletionTimestamp.IsZero() {
		return ctrl.Result{}, r.cleanUp(ctx, site)
	}
	before := site.DeepCopyObject().(*Site)
	if controllerutil.AddFinalizer(site, finalizer) {
		if err := r.Patch(ctx, site, client.MergeFrom(before)); err != nil {
			return ctrl.Result{}, err
		}
	}
	if err := r.applyConfigMap(ctx, site); err != nil {
		return ctrl.Result{}, err
	}
	deployment, err := r.applyDeployment(ctx, site)
	if err != nil {
		return ctrl.Result{}, err
	}
	return ctrl.Result{}, r.writeStatus(ctx, site, deployment)
}

func (r *reconciler) cleanUp(ctx context.Context, site *Site) error {
	if !controllerutil.RemoveFinalizer(site, finalizer) {
		return nil
	}
	if err := r.Update(ctx, site); err != nil {
		return client.IgnoreNotFound(err)
	}
	fmt.Printf("%s: cleaned up\n", site.Name)
	return nil
}

func (r *reconciler) applyConfigMap(ctx context.Context, site *Site) error {
	reference := metav1ac.OwnerReference().WithAPIVersion(groupVersion.String()).WithKind("Site").
		WithName(site.Name).WithUID(site.UID).WithController(true).WithBlockOwnerDeletion(true)
	return r.Apply(ctx, corev1ac.ConfigMap(site.Name, site.Namespace).
		WithOwnerReferences(reference).
		WithData(map[string]string{"message": site.Spec.Message}), owner, client.ForceOwnership)
}

func (r *reconciler) applyDeployment(ctx context.Context, site *Site) (*appsv1.Deployment, error) {
	labels := map[string]string{siteLabel: site.Name}
	source := &corev1.ConfigMapEnvSource{LocalObjectReference: corev1.LocalObjectReference{Name: site.Name}}
	deployment := &appsv1.Deployment{
		TypeMeta:   metav1.TypeMeta{APIVersion: "apps/v1", Kind: "Deployment"},
		ObjectMeta: metav1.ObjectMeta{Name: site.Name, Namespace: site.Namespace},
		Spec: appsv1.DeploymentSpec{
			Replicas: &site.Spec.Replicas,
			Selector: &metav1.LabelSelector{MatchLabels: labels},
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: labels, Annotations: map[string]string{"message": site.Spec.Message}},
				Spec: corev1.PodSpec{TerminationGracePeriodSeconds: new(int64), Containers: []corev1.Container{{
					Name: "show", Image: "busybox:1.36", Command: []string{"sh", "-c", "echo $message; sleep 86400"},
					EnvFrom: []corev1.EnvFromSource{{ConfigMapRef: source}},
				}}},
			},
		},
	}
	if err := controllerutil.SetControllerReference(site, deployment, r.Scheme()); err != nil {
		return nil, err
	}
	return deployment, r.Patch(ctx, deployment, client.Apply, owner, client.ForceOwnership)
}

func (r *reconciler) writeStatus(ctx context.Context, site *Site, deployment *appsv1.Deployment) error {
	secrets := &metav1.PartialObjectMetadataList{}
	secrets.SetGroupVersionKind(corev1.SchemeGroupVersion.WithKind("SecretList"))
	if err := r.List(ctx, secrets, client.InNamespace(site.Namespace), client.MatchingLabels{siteLabel: site.Name}); err != nil {
		return err
	}
	ready := metav1.Condition{Type: "Ready", Status: metav1.ConditionFalse, Reason: "Waiting", ObservedGeneration: site.Generation}
	ready.Message = fmt.Sprintf("%d of %d pods are ready", deployment.Status.ReadyReplicas, site.Spec.Replicas)
	if deployment.Status.ReadyReplicas == site.Spec.Replicas {
		ready.Status, ready.Reason = metav1.ConditionTrue, "AllReady"
	}
	before := site.DeepCopyObject().(*Site)
	site.Status.Replicas = deployment.Status.Replicas
	site.Status.Selector = siteLabel + "=" + site.Name
	site.Status.Secrets = int32(len(secrets.Items))
	site.Status.ObservedGeneration = site.Generation
	isNews := meta.SetStatusCondition(&site.Status.Conditions, ready)
	// What is cached may be older than what this manager wrote last: then the request comes again.
	lock := client.MergeFromWithOptions(before, client.MergeFromWithOptimisticLock{})
	if err := r.Status().Patch(ctx, site, lock); err != nil || !isNews {
		return client.IgnoreNotFound(err)
	}
	fmt.Printf("%s: %s, %s\n", site.Name, ready.Reason, ready.Message)
	r.events.Event(site, corev1.EventTypeNormal, ready.Reason, ready.Message)
	return nil
}
