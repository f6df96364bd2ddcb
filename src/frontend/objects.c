// Classes of the user's file and their instances: attributes, methods, properties, one base class, super(), dataclasses. In: class statements,
// calls of classes; out: VALUE_CLASS, VALUE_OBJECT. A class of a base or decorator that is not known stays Python that is not executed.
#include "frontend/elaborate.h"

typedef struct Attribute {
  const char *name;
  Value value;
} Attribute;

typedef VECTOR(Attribute) AttributeList;

typedef struct Field {  // of a dataclass
  const char *name;
  Value initial, factory;  // VALUE_ABSENT: none
} Field;

struct Class {
  const char *name;
  Span span;
  const Class *base;        // NULL: none
  Environment *attributes;  // what its body binds
  bool has_fields;          // a dataclass: __init__ is made of its fields
  VECTOR(Field) fields;     // with those of its base, in order
};

struct Object {
  const Class *class;
  AttributeList *attributes;
  bool is_super;  // what super() gives: the same attributes, methods of the base
};

static const char *last_name(const AstExpr *expr) {
  if (expr->kind == AST_CALL) expr = expr->left;
  return expr->kind == AST_NAME ? expr->text : expr->kind == AST_ATTRIBUTE ? expr->name : "";
}

// ---- classes

// Its bases and decorators are known; sets base and has_fields.
static bool read_head(Elaborator *e, const AstStmt *stmt, Class *class) {
  static const char *const plain[] = {"object", "ABC", "NamedTuple"};
  for (size_t i = 0; i < stmt->decorators.count; i++) {
    if (strcmp(last_name(stmt->decorators.items[i]), "dataclass")) return false;
    class->has_fields = true;
  }
  for (size_t i = 0; i < stmt->bases.count; i++) {
    const AstExpr *base = stmt->bases.items[i];
    bool known = false;
    for (size_t k = 0; k < sizeof plain / sizeof *plain; k++) known |= !strcmp(plain[k], last_name(base));
    class->has_fields |= !strcmp(last_name(base), "NamedTuple");
    if (known) continue;
    Value value = base->kind == AST_NAME || base->kind == AST_ATTRIBUTE ? eval(e, base) : VALUE_FAILED;
    if (value.kind != VALUE_CLASS || class->base) return false;
    class->base = value.class;
    class->has_fields |= value.class->has_fields;
  }
  return true;
}

static const AstExpr *keyword_of(const AstExpr *call, const char *name) {
  for (size_t i = 0; i < call->arguments.count; i++)
    if (call->arguments.items[i].name && !strcmp(call->arguments.items[i].name, name)) return call->arguments.items[i].value;
  return NULL;
}

static void add_field(Elaborator *e, Class *class, const AstStmt *stmt) {
  Field field = {stmt->target->text, value_of_kind(VALUE_ABSENT), value_of_kind(VALUE_ABSENT)};
  bool call = stmt->value && stmt->value->kind == AST_CALL && !strcmp(last_name(stmt->value), "field");
  const AstExpr *initial = call ? keyword_of(stmt->value, "default") : stmt->value, *factory = call ? keyword_of(stmt->value, "default_factory") : NULL;
  if (initial) field.initial = eval(e, initial);
  if (factory) field.factory = eval(e, factory);
  for (size_t i = 0; i < class->fields.count; i++)
    if (class->fields.items[i].name == field.name) {
      class->fields.items[i] = field;
      return;
    }
  vector_push(e->c->arena, &class->fields, field);
}

// Executes one statement of the body; what can't be executed is left out, without a report.
static void body_stmt(Elaborator *e, Class *class, AstStmt *stmt) {
  size_t before = e->c->diagnostics.count, unknown = e->unknown.count;
  AstBlock one = {0};
  vector_push(e->c->arena, &one, stmt);
  if (class->has_fields && stmt->kind == AST_STMT_ANNOTATE && stmt->target->kind == AST_NAME) add_field(e, class, stmt);
  exec_block(e, &one);
  e->c->diagnostics.count = before;
  e->unknown.count = unknown;
}

Value object_class(Elaborator *e, const AstStmt *stmt) {
  const Value opaque = {.kind = VALUE_OPAQUE, .string = stmt->name};
  Class *class = arena_new(e->c->arena, Class);
  size_t before = e->c->diagnostics.count;
  *class = (Class){.name = stmt->name, .span = {e->source, stmt->name_begin, stmt->name_end}};
  bool known = !stmt->unknown_bases && read_head(e, stmt, class);
  e->c->diagnostics.count = before;
  if (!known || !elab_enter(e, class->span)) return opaque;
  for (size_t i = 0; class->base && i < class->base->fields.count; i++) vector_push(e->c->arena, &class->fields, class->base->fields.items[i]);
  Environment *outer = e->environment;
  bool device = e->device;
  class->attributes = arena_new(e->c->arena, Environment);
  class->attributes->parent = outer;
  e->environment = class->attributes;
  e->device = false;
  for (size_t i = 0; i < stmt->class_body.count; i++) body_stmt(e, class, stmt->class_body.items[i]);
  e->environment = outer;
  e->device = device;
  elab_leave(e);
  class->attributes->parent = NULL;
  for (size_t i = 0; i < class->attributes->bindings.count; i++) {
    Value *value = &class->attributes->bindings.items[i].value;
    if (value->kind != VALUE_FUNCTION || value->closure->environment != class->attributes) continue;
    value->closure->environment = outer;  // a method does not see the names of its class
    value->closure->owner = class;
  }
  return (Value){.kind = VALUE_CLASS, .class = class};
}

bool object_is(Value value, Value type) {
  if (value.kind != VALUE_OBJECT || type.kind != VALUE_CLASS) return false;
  for (const Class *class = value.object->class; class; class = class->base)
    if (class == type.class) return true;
  return false;
}

// ---- attributes

static const Binding *find_attribute(const Class *class, const char *name) {
  for (; class; class = class->base)
    for (size_t i = class->attributes->bindings.count; i-- > 0;)
      if (!strcmp(class->attributes->bindings.items[i].name, name)) return &class->attributes->bindings.items[i];
  return NULL;
}

static Value bound(Elaborator *e, Closure *function, Value self) {
  Closure *method = arena_new(e->c->arena, Closure);
  Value *receiver = arena_new(e->c->arena, Value);
  *method = *function;
  *receiver = self;
  method->self = receiver;
  return (Value){.kind = VALUE_FUNCTION, .closure = method};
}

// A function of the class as an attribute: bound to the object, or called if it is a property. Python binds no macros.
static Value method_of(Elaborator *e, Value object, Value function, Span span) {
  const AstFunction *ast = function.closure->function;
  const ArgumentList none = {0};
  if (!ast || !function.closure->owner || function.closure->is_macro || decorator_is(ast, "staticmethod")) return function;
  bool of_class = decorator_is(ast, "classmethod");
  if (object.kind == VALUE_CLASS && !of_class) return function;
  Value self = of_class && object.kind == VALUE_OBJECT ? (Value){.kind = VALUE_CLASS, .class = (Class *)(uintptr_t)object.object->class} : object;
  Value method = bound(e, function.closure, self);
  bool property = decorator_is(ast, "property") || decorator_is(ast, "cached_property");
  return property ? call_value(e, method, &none, span) : method;
}

static Value no_attribute(Elaborator *e, Value object, const Class *class, const char *name, Span span) {
  VECTOR(const char *) names = {0};
  for (size_t i = 0; object.kind == VALUE_OBJECT && i < object.object->attributes->count; i++)
    vector_push(e->c->arena, &names, object.object->attributes->items[i].name);
  for (const Class *one = class; one; one = one->base)
    for (size_t i = 0; i < one->attributes->bindings.count; i++) vector_push(e->c->arena, &names, one->attributes->bindings.items[i].name);
  const char *close = suggest_close(name, names.items, names.count);
  if (close) return FAIL(e, span, "`%s` has no attribute `%s`; did you mean `%s`?", class->name, name, close);
  return FAIL(e, span, "`%s` has no attribute `%s`", class->name, name);
}

Value object_attribute(Elaborator *e, Value object, const char *name, Span span) {
  const Class *class = object.kind == VALUE_CLASS ? object.class : object.object->class;
  for (size_t i = 0; object.kind == VALUE_OBJECT && i < object.object->attributes->count; i++)
    if (object.object->attributes->items[i].name == name) return object.object->attributes->items[i].value;
  if (object.kind == VALUE_CLASS && !strcmp(name, "__name__")) return value_string(class->name);
  const Binding *binding = find_attribute(class, name);
  if (!binding) return no_attribute(e, object, class, name, span);
  return binding->value.kind == VALUE_FUNCTION ? method_of(e, object, binding->value, span) : binding->value;
}

void object_set(Elaborator *e, Value object, const char *name, Value value, Span span) {
  if (object.kind == VALUE_ERROR) return;
  if (e->device) {
    FAIL(e, span, "assigning to an attribute is not possible in a kernel");
    return;
  }
  if (object.kind != VALUE_OBJECT) {
    FAIL(e, span, "an attribute of %s can't be assigned to", value_kind_text(object));
    return;
  }
  if (value.kind == VALUE_BUFFER && value.buffer->name == e->unnamed) value.buffer->name = name;
  AttributeList *attributes = object.object->attributes;
  for (size_t i = 0; i < attributes->count; i++)
    if (attributes->items[i].name == name) {
      attributes->items[i].value = value;
      return;
    }
  vector_push(e->c->arena, attributes, ((Attribute){name, value}));
}

// ---- instances

// The __init__ of a dataclass: its fields by position and name.
static bool set_fields(Elaborator *e, Value object, const ArgumentList *arguments, Span span) {
  const Class *class = object.object->class;
  size_t position = 0;
  for (size_t i = 0; i < arguments->count; i++) {
    const Argument *argument = &arguments->items[i];
    size_t k = 0;
    while (argument->name && k < class->fields.count && class->fields.items[k].name != argument->name) k++;
    if (!argument->name) k = position++;
    if (k >= class->fields.count && argument->name) FAIL(e, argument->span, "`%s` has no parameter `%s`", class->name, argument->name);
    if (k >= class->fields.count && !argument->name) FAIL(e, argument->span, "too many arguments for `%s`", class->name);
    if (k >= class->fields.count) return false;
    object_set(e, object, class->fields.items[k].name, argument->value, argument->span);
  }
  for (size_t k = 0; k < class->fields.count; k++) {
    const Field *field = &class->fields.items[k];
    bool given = false;
    for (size_t i = 0; i < object.object->attributes->count; i++) given |= object.object->attributes->items[i].name == field->name;
    const ArgumentList none = {0};
    Value initial = given || field->factory.kind == VALUE_ABSENT ? field->initial : call_value(e, field->factory, &none, span);
    if (!given && initial.kind == VALUE_ABSENT) {
      FAIL(e, span, "`%s` misses its argument `%s`", class->name, field->name);
      return false;
    }
    if (!given) object_set(e, object, field->name, initial, span);
  }
  return true;
}

Value object_new(Elaborator *e, Class *class, const ArgumentList *arguments, Span span) {
  Object *object = arena_new(e->c->arena, Object);
  *object = (Object){.class = class, .attributes = arena_new(e->c->arena, AttributeList)};
  const Value self = {.kind = VALUE_OBJECT, .object = object};
  const Binding *start = find_attribute(class, "__init__"), *after = find_attribute(class, "__post_init__");
  const ArgumentList none = {0};
  if (start && start->value.kind == VALUE_FUNCTION) {
    Value result = call_value(e, bound(e, start->value.closure, self), arguments, span);
    return result.kind == VALUE_ERROR ? result : self;
  }
  if (class->has_fields && !set_fields(e, self, arguments, span)) return VALUE_FAILED;
  if (class->has_fields && after && after->value.kind == VALUE_FUNCTION) {
    Value result = call_value(e, bound(e, after->value.closure, self), &none, span);
    if (result.kind == VALUE_ERROR) return result;
  }
  if (!class->has_fields && arguments->count) return FAIL(e, span, "`%s` takes no arguments: it has no __init__", class->name);
  return self;
}

Value object_call(Elaborator *e, Value object, const ArgumentList *arguments, Span span) {
  if (object.object->is_super) return object;
  Value method = object_attribute(e, object, "__call__", span);
  return method.kind == VALUE_ERROR ? method : call_value(e, method, arguments, span);
}

void object_bind_super(Elaborator *e, const Closure *method) {
  if (!method->self || method->self->kind != VALUE_OBJECT || !method->owner->base) return;
  Object *base = arena_new(e->c->arena, Object);
  *base = (Object){.class = method->owner->base, .attributes = method->self->object->attributes, .is_super = true};
  bind_set(e, intern(e->c, "super"), (Value){.kind = VALUE_OBJECT, .object = base}, method->span);
}
