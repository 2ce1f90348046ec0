// Writes the Go types that a pod template is made of, as pod-template-dump.ts prints them:
// go run . > ../generated/pod-template-types.json, in a module that requires k8s.io/api v0.34.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strings"

	v1 "k8s.io/api/core/v1"
)

// Printed by hand: their insides are not those of their JSON.
var special = map[string]bool{"resource.Quantity": true, "intstr.IntOrString": true, "v1.Time": true, "v1.FieldsV1": true}

type table struct {
	// Fields by struct: Go's name, JSON's name ("" is inlined), Go's type.
	Structs map[string][][3]string `json:"structs"`
	// What other named types are.
	Named map[string]string `json:"named"`
}

func main() {
	out := table{map[string][][3]string{}, map[string]string{}}
	seen := map[string]reflect.Type{}
	out.visit(reflect.TypeOf(v1.PodTemplateSpec{}), seen)
	encoder := json.NewEncoder(os.Stdout)
	if err := encoder.Encode(out); err != nil {
		panic(err)
	}
}

func (t *table) visit(typ reflect.Type, seen map[string]reflect.Type) {
	name := typ.String()
	if known, ok := seen[name]; ok {
		if known != typ {
			panic(fmt.Sprintf("two types are called %s", name))
		}
		return
	}
	seen[name] = typ
	if special[name] {
		return
	}
	switch typ.Kind() {
	case reflect.Pointer, reflect.Slice:
		t.visit(typ.Elem(), seen)
	case reflect.Map:
		if typ.Name() != "" {
			t.Named[name] = fmt.Sprintf("map[%s]%s", typ.Key(), typ.Elem())
		}
		t.visit(typ.Elem(), seen)
	case reflect.Struct:
		fields := [][3]string{}
		for i := range typ.NumField() {
			field := typ.Field(i)
			tag := strings.Split(field.Tag.Get("json"), ",")[0]
			fields = append(fields, [3]string{field.Name, tag, field.Type.String()})
			t.visit(field.Type, seen)
		}
		t.Structs[name] = fields
	default:
		if name != typ.Kind().String() {
			t.Named[name] = typ.Kind().String()
		}
	}
}
