// T.PersistentTileScheduler: which tile of a grid a worker takes next. In: its construction, attributes and methods in TileLang source; out: the
// variables that hold its state, and the stores and lets that tilelang's own class leaves in the kernel.
#include "frontend/elaborate.h"

enum { M_INDEX, N_INDEX, LINEAR, ITERATION, STATES };

typedef struct Scheduler {
  Method method;  // first: the value is a VALUE_METHOD of OBJECT
  Buffer *state[STATES];  // NULL: stateful=False
  Value total, primary, secondary, workers, swizzle, cluster;
  bool column_major;
} Scheduler;

static Value construct(Elaborator *e, Call *call);
static const Builtin OBJECT = {"PersistentTileScheduler", "", construct};
static const char *const STATE_NAMES[STATES] = {"m_idx", "n_idx", "linear_idx", "current_iter"};

bool scheduler_is(Value value) { return value.kind == VALUE_METHOD && value.method->builtin == &OBJECT; }
static const Scheduler *scheduler_of(Value value) { return (const Scheduler *)value.method; }

// ---- construction

static Value ceil_quotient(Elaborator *e, Value left, Value right, Span span) {
  ArgumentList arguments = {0};
  vector_push(e->c->arena, &arguments, ((Argument){NULL, left, span}));
  vector_push(e->c->arena, &arguments, ((Argument){NULL, right, span}));
  return call_value(e, builtin_language(e, "ceildiv", span), &arguments, span);
}

static bool make_state(Elaborator *e, Scheduler *scheduler, Span span) {
  Tensor tensor = {.type = TYPE_INT32, .scope = SCOPE_VAR};
  vector_push(e->c->arena, &tensor.shape, value_int(1));
  for (unsigned i = 0; i < STATES; i++)
    if (!(scheduler->state[i] = tile_allocate(e, intern(e->c, STATE_NAMES[i]), &tensor, span))) return false;
  return true;
}

static Value construct(Elaborator *e, Call *call) {
  enum { M, N, WORKERS, SWIZZLE, COLUMN_MAJOR, CLUSTER, STATEFUL };
  Scheduler *scheduler = arena_new(e->c->arena, Scheduler);
  int64_t column_major = 1, stateful = 1;
  *scheduler = (Scheduler){.method = {&OBJECT, value_none()}, .swizzle = value_int(1), .cluster = value_int(1)};
  if (argument_given(call, SWIZZLE)) scheduler->swizzle = call->args[SWIZZLE];
  if (argument_given(call, CLUSTER)) scheduler->cluster = call->args[CLUSTER];
  if (argument_given(call, COLUMN_MAJOR) && !argument_int(e, call, COLUMN_MAJOR, &column_major)) return VALUE_FAILED;
  if (argument_given(call, STATEFUL) && !argument_int(e, call, STATEFUL, &stateful)) return VALUE_FAILED;
  scheduler->workers = call->args[WORKERS];
  if (!argument_given(call, WORKERS)) {  // a block on each multiprocessor
    ArgumentList none = {0};
    Value count = call_value(e, (Value){.kind = VALUE_OPAQUE, .string = intern(e->c, "driver.get_num_sms")}, &none, call->span);
    if (count.kind == VALUE_OPAQUE) return arith_unknown(e, count, call->span);
    scheduler->workers = arith_op(e, OP_FLOORDIV, count, scheduler->cluster, call->span);
  }
  Value rows = ceil_quotient(e, call->args[M], scheduler->cluster, call->span);
  scheduler->total = arith_op(e, OP_MUL, rows, call->args[N], call->span);
  scheduler->column_major = column_major != 0;
  scheduler->primary = column_major ? rows : call->args[N];
  scheduler->secondary = column_major ? call->args[N] : rows;
  if (scheduler->total.kind == VALUE_ERROR || scheduler->workers.kind == VALUE_ERROR) return VALUE_FAILED;
  if (stateful && !make_state(e, scheduler, call->span)) return VALUE_FAILED;
  return (Value){.kind = VALUE_METHOD, .method = &scheduler->method};
}

// ---- methods

static Value state(Elaborator *e, const Scheduler *scheduler, unsigned which, Span span) {
  if (!scheduler->state[which]) return FAIL(e, span, "this scheduler has no state: it was made with stateful=False");
  return eval_unwrap(e, value_buffer(scheduler->state[which]));
}

static void set_state(Elaborator *e, const Scheduler *scheduler, unsigned which, Value value, Span span) {
  index_store(e, value_buffer(scheduler->state[which]), value_int(0), value, span);
}

// The tile (m, n) of a linear index: panels of `swizzle` along the slow axis, each swept along the fast one.
static bool coordinates(Elaborator *e, const Scheduler *scheduler, Value tile, Value result[2], Span span) {
  Value panel = arith_op(e, OP_MUL, scheduler->primary, scheduler->swizzle, span);
  Value group = arith_op(e, OP_FLOORDIV, tile, panel, span), base = arith_op(e, OP_MUL, group, scheduler->swizzle, span);
  Value left = arith_op(e, OP_SUB, scheduler->secondary, base, span);
  Value width = arith_op(e, OP_MAX, value_int(1), arith_op(e, OP_MIN, scheduler->swizzle, left, span), span);
  Value within = arith_op(e, OP_SUB, tile, arith_op(e, OP_MUL, group, panel, span), span);
  Value fast = arith_op(e, OP_FLOORDIV, within, width, span);
  Value slow = arith_op(e, OP_ADD, base, arith_op(e, OP_FLOORMOD, within, width, span), span);
  result[0] = scheduler->column_major ? fast : slow;
  result[1] = scheduler->column_major ? slow : fast;
  return fast.kind != VALUE_ERROR && slow.kind != VALUE_ERROR;
}

static Value update(Elaborator *e, const Scheduler *scheduler, Value linear, Span span) {
  Environment *environment = arena_new(e->c->arena, Environment), *outer = e->environment;
  Value tile[2];
  environment->parent = outer;
  e->environment = environment;
  bool good = coordinates(e, scheduler, bind_as(e, "linear_idx", linear, span), tile, span);
  if (good) {
    Value m = bind_as(e, "m", tile[0], span), n = bind_as(e, "n", tile[1], span);
    set_state(e, scheduler, M_INDEX, m, span);
    set_state(e, scheduler, N_INDEX, n, span);
  }
  e->environment = outer;
  return good ? value_none() : VALUE_FAILED;
}

static Value run_init(Elaborator *e, Call *call) {
  const Scheduler *scheduler = scheduler_of(call->self);
  if (state(e, scheduler, LINEAR, call->span).kind == VALUE_ERROR) return VALUE_FAILED;
  Environment *environment = arena_new(e->c->arena, Environment), *outer = e->environment;
  environment->parent = outer;
  e->environment = environment;
  Value worker = bind_as(e, "worker_id", call->args[0], call->spans[0]);
  e->environment = outer;
  set_state(e, scheduler, ITERATION, value_int(0), call->span);
  set_state(e, scheduler, LINEAR, worker, call->span);
  return update(e, scheduler, state(e, scheduler, LINEAR, call->span), call->span);
}

static Value run_next_tile(Elaborator *e, Call *call) {
  const Scheduler *scheduler = scheduler_of(call->self);
  Value iteration = state(e, scheduler, ITERATION, call->span), linear = state(e, scheduler, LINEAR, call->span);
  if (linear.kind == VALUE_ERROR) return linear;
  set_state(e, scheduler, ITERATION, arith_op(e, OP_ADD, iteration, value_int(1), call->span), call->span);
  set_state(e, scheduler, LINEAR, arith_op(e, OP_ADD, linear, scheduler->workers, call->span), call->span);
  return update(e, scheduler, state(e, scheduler, LINEAR, call->span), call->span);
}

static Value run_update(Elaborator *e, Call *call) {
  const Scheduler *scheduler = scheduler_of(call->self);
  if (state(e, scheduler, LINEAR, call->span).kind == VALUE_ERROR) return VALUE_FAILED;
  return update(e, scheduler, call->args[0], call->spans[0]);
}

static Value run_valid(Elaborator *e, Call *call) {
  const Scheduler *scheduler = scheduler_of(call->self);
  Value linear = state(e, scheduler, LINEAR, call->span);
  return linear.kind == VALUE_ERROR ? linear : arith_compare(e, COMPARE_LT, linear, scheduler->total, call->span);
}

static Value run_coord(Elaborator *e, Call *call) {
  Value tile[2];
  if (!coordinates(e, scheduler_of(call->self), call->args[0], tile, call->span)) return VALUE_FAILED;
  return value_list(e->c, VALUE_TUPLE, tile, 2);
}

Value scheduler_attribute(Elaborator *e, Value object, const char *name, Span span) {
  static const Builtin methods[] = {{"init", "worker_id", run_init}, {"next_tile", "", run_next_tile}, {"valid", "", run_valid},
                                    {"coord", "tile_id", run_coord}, {"update_current_idx", "linear_idx", run_update}, {0}};
  const Scheduler *scheduler = scheduler_of(object);
  const Builtin *builtin = builtin_find(methods, name);
  if (builtin) {
    Method *method = arena_new(e->c->arena, Method);
    *method = (Method){builtin, object};
    return (Value){.kind = VALUE_METHOD, .method = method};
  }
  for (unsigned i = 0; i < STATES; i++)
    if (!strcmp(STATE_NAMES[i], name)) return state(e, scheduler, i, span);
  if (!strcmp(name, "num_workers")) return scheduler->workers;
  if (!strcmp(name, "swizzle_size")) return scheduler->swizzle;
  if (!strcmp(name, "cluster_size")) return scheduler->cluster;
  return FAIL(e, span, "T.PersistentTileScheduler has no attribute `%s`", name);
}

const Builtin SCHEDULER_BUILTINS[] = {
    {"PersistentTileScheduler", "num_m_tiles num_n_tiles num_workers? swizzle_size? column_major? cluster_size? stateful? name?", construct},
    {0},
};
