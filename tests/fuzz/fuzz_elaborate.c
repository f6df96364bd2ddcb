// libFuzzer target: bytes choose among the rules of a grammar of kernels, so that nearly every input parses and elaboration is reached:
// scopes, lets, branches, loops, macros, slices, casts, folding, tile ops.
#include "fuzz.h"

enum { MOST_TEXT = 20000, MOST_LEVEL = 7 };

typedef struct Generator {
  const uint8_t *data;
  size_t size, at, length;
  char text[MOST_TEXT + 256];
} Generator;

static unsigned choose(Generator *g, unsigned count) { return g->at < g->size ? g->data[g->at++] % count : 0; }

// Rules: $e expression, $i integer, $c condition, $b buffer, $r region, $v name, $n number, $s a block of statements, $d dtype.
static const char *const NAMES[] = {"x", "y", "i", "j", "k", "v", "A", "tile", "n"};
static const char *const NUMBERS[] = {"0", "1", "2", "3", "7", "32", "64", "0.5", "1e-3", "-1", "True", "65536", "9223372036854775807", "T.float32(2)"};
static const char *const BUFFERS[] = {"A", "B", "N", "tile", "frag", "row", "v"};
static const char *const DTYPES[] = {"\"float32\"", "\"float16\"", "\"int32\"", "T.bfloat16", "\"uint8\"", "\"bool\"", "A.dtype", "\"int64\""};
static const char *const REGIONS[] = {"$b", "$b[$i, $i]", "$b[$i:$i, :]", "$b[$i, $i:$i + $n]", "$b[:]", "$b[$i]", "T.reshape($b, ($n, $n))"};
static const char *const EXPRESSIONS[] = {
    "$n", "$v", "$b[$i]", "$b[$i, $i]", "($e + $e)", "($e - $e)", "$e * $e", "$e / $e", "$e // $e", "$e % $e", "-$e", "$e & $e", "$e << $e", "~$e",
    "T.max($e, $e)", "T.exp($e)", "T.cast($e, $d)", "T.if_then_else($c, $e, $e)", "$e if $c else $e", "T.clamp($e, $e, $e)", "T.reinterpret($e, $d)",
    "$e ** $e", "T.ceildiv($e, $e)", "helper($e)", "macro($b, $e)", "(lambda z: z + $e)($e)", "[$e, $e][$i]", "{1: $e, \"a\": $e}[$n]",
    "sum([$e for z in range($n)])", "T.any_of($r)", "T.atomic_add($b[$i], $e, return_prev=True)", "min($e, $e)", "len($b.shape)", "T.infinity($d)",
    "T.get_thread_binding()", "f\"{$e}\"", "T.float32($e)", "($v := $e)", "Config($e, b=$e)", "Config($e).$v", "Config($n).twice($e)", "Config.$v", "wide",
    "$v.$v", "held.take($e)", "$b[slice($n)]", "isinstance($e, ($v, Config))", "torch.count() + $e", "T.round($e, \"ties-to-even\")", "getattr($v, \"x\", $e)",
    "T.shfl_xor($e, $e, mask=$e)", "T.ballot_sync($c)", "T.ldg$n($r, pred=$c)", "T.ldg64($r)", "T.__ldg($b, $i)", "T.get_lane_idx($n)", "T.access_ptr($r, \"rw\", $n, offset=$e)",
    "$b.access_ptr(\"r\", offset=$e)", "T.address_of($b[$i])", "T.rng_rand_float($n)", "T.add2($e, $e)", "T.call_extern($d, \"f\", $e, $r)", "T.clc_is_canceled($r)",
    "T.atomic_addx2($r, $r, return_prev=True)", "T.tma_gather4_bytes($n, $d)", "sched.m_idx", "sched.coord($e)", "T.get_cluster_extent($n)", "T.call_intrin($d, \"tl.$v\", $e)"};
static const char *const CONDITIONS[] = {"$e < $e", "$e == $e", "$e < $e < $e", "$c and $c", "$c or $c", "not $c", "$v", "$e in ($e, $e)", "$v is None"};
static const char *const STATEMENTS[] = {
    "$v = $e", "$v += $e", "$b[$i] = $e", "$b[$i, $i] = $e", "$b[$i, $i] += $e", "$v, $v = $e, $e", "v = T.alloc_var($d)", "v = T.alloc_var($d, init=$e)",
    "tile = T.alloc_shared(($n, $n), $d)", "frag = T.alloc_fragment(($i, $n), $d)", "T.copy($r, $r)", "T.fill($r, $e)", "T.clear($r)",
    "T.gemm($r, $r, $r, transpose_B=$c)", "T.reduce_max($r, $r, dim=$n, clear=$c)", "T.cumsum($r, dim=$n)", "T.atomic_add($r, $r)", "T.transpose($r, $r)",
    "v = T.view($b, dtype=$d)", "macro($b, $e)", "assert $c, f\"{$e}\"", "$e", "break", "continue", "return $e", "pass", "T.use_swizzle($n)",
    "if $c:$s", "if $c:$s@else:$s", "for $v in range($e):$s", "for $v in T.serial($e, $e, $n):$s", "for $v, $v in T.Parallel($e, $e):$s",
    "for $v in T.Pipelined($e, num_stages=$n):$s", "while $c:$s", "for $v in [$e, $e]:$s", "with T.Kernel($e) as bx:$s",
    "for $v, $v in T.Persistent([$e, $e], $n, bx):$s", "with T.attr(0, \"k\", $e):$s", "with T.While($c):$s", "with T.If($c):$s", "with T.Then():$s", "with T.Else():$s",
    "$v, $v = torch.pair($e)", "held.$v = $e", "T.print($e)", "T.device_assert($c)", "class Config(Config):$s", "v = T.alloc_barrier([$n] * $n)", "tile = T.alloc_tmem(($n, $n), $d)", "row = T.alloc_descriptor()", "T.mbarrier_wait_parity($r, $e)",
    "T.mbarrier_arrive($r, $e)", "T.tma_copy($r, $r, barrier=$r, eviction_policy=$e)", "T.copy_cluster($r, $r, dst_block=$e)", "T.tma_gather4($b, $b, $e, [$e, $e], barrier=$r)",
    "T.tcgen05_gemm($r, $r, $r, mbar=$r, use_2cta=$c)", "T.gemm_sp($r, $r, $r, $r, transpose_A=$c)", "T.gemm_blockscaled($r, $r, $r, $r, $r, k_start=$e, sf_a_granularity_k=$n, sf_b_granularity_k=$n)",
    "T.gemm($r, $r, $r, mbar=$r)", "T.wgmma_gemm($r, $r, $r, policy=$e)", "T.tcgen05_cp_warpx4($r, $r, $e, use_2cta=$c)", "T.warpgroup_fence_operand($r, $e, $e)", "T.rng_init($e)",
    "T.stg32($r, $e)", "T.ptx_mma($e, $r, dtype=$d)", "T.ptx_wgmma_ss($d, $e)", "T.dp4a($r, $r, $r)", "sched = T.PersistentTileScheduler($e, $e, $e, swizzle_size=$e, cluster_size=$n)",
    "sched.init($e)", "sched.next_tile()", "while sched.valid():$s", "with T.ws($n, $n):$s", "with T.ws_op(\"id\"):$s", "with T.sblock():$s", "T.copy($r, $r, annotations={\"a\": $e})",
    "with T.ClusterKernel($e, cluster_dims=($n, $n)) as bx:$s", "T.CUDASourceCodeKernel($e, source_code_or_path=\"f\")", "T.annotate_ws_schedule($e)", "$v = [T.alloc_shared(($n,), $d) for z in range($n)]"};

#define PICK(g, table) (table)[choose((g), sizeof(table) / sizeof *(table))]

static void put(Generator *g, const char *text, size_t length) {
  if (g->length + length > MOST_TEXT) return;
  memcpy(g->text + g->length, text, length);
  g->length += length;
}

static void new_line(Generator *g, unsigned indent) {
  put(g, "\n", 1);
  for (unsigned i = 0; i < indent; i++) put(g, " ", 1);
}

static void expand(Generator *g, const char *rule, unsigned level, unsigned indent);

static void block(Generator *g, unsigned level, unsigned indent) {
  unsigned count = 1 + choose(g, 4);
  for (unsigned i = 0; i < count && g->length < MOST_TEXT; i++) {
    new_line(g, indent);
    expand(g, level < MOST_LEVEL ? PICK(g, STATEMENTS) : "pass", level + 1, indent);
  }
}

static const char *pick_rule(Generator *g, char kind, bool deep) {
  switch (kind) {
    case 'e': return deep ? PICK(g, NUMBERS) : PICK(g, EXPRESSIONS);
    case 'i': return choose(g, 3) || deep ? (choose(g, 2) ? PICK(g, NUMBERS) : PICK(g, NAMES)) : PICK(g, EXPRESSIONS);
    case 'c': return deep ? "True" : PICK(g, CONDITIONS);
    case 'b': return PICK(g, BUFFERS);
    case 'r': return deep ? "A" : PICK(g, REGIONS);
    case 'v': return PICK(g, NAMES);
    case 'n': return PICK(g, NUMBERS);
    case 'd': return PICK(g, DTYPES);
  }
  return "";
}

static void expand(Generator *g, const char *rule, unsigned level, unsigned indent) {
  for (; *rule; rule++) {
    if (*rule == '$' && rule[1] == 's') {
      block(g, level, indent + 1);
      rule++;
    } else if (*rule == '$') {
      expand(g, pick_rule(g, *++rule, level >= MOST_LEVEL), level + 1, indent);
    } else if (*rule == '@') {
      new_line(g, indent);
    } else {
      put(g, rule, 1);
    }
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char head[] =
      "import tilelang\nimport tilelang.language as T\n\n@T.macro\ndef macro(t, f):\n z = t[0] * f\n t[0] = z\n return z\n\ndef helper(q):\n"
      " return q * 2 if isinstance(q, int) else q\n\n@dataclass\nclass Config:\n x: int = 1\n b: int = 2\n @property\n def n(self):\n  return self.x\n"
      " def twice(self, q):\n  return self.b * q\n\nclass Held(Config):\n def __init__(self, *a):\n  super().__init__()\n def take(self, q):\n  self.x += q\n  return self.x\n\n"
      "held = Held()\nwide = 1\nif wide:\n wide += 2\n\n@T.prim_func\ndef main(A: T.Tensor((64, 64), \"float32\"), B: T.Tensor((64,), \"float16\"), "
      "N: T.Tensor((8, 8), \"int32\"), n: T.int32):\n with T.Kernel(4, threads=128) as bx:\n  tile = T.alloc_shared((32, 32), \"float32\")\n"
      "  frag = T.alloc_fragment((32, 32), \"float32\")\n  row = T.alloc_fragment((32,), \"float32\")\n  v = T.alloc_var(\"int32\")\n  x = bx + 1";
  Generator *g = calloc(1, sizeof *g);
  g->data = data;
  g->size = size;
  put(g, head, sizeof head - 1);
  while (g->at < g->size && g->length < MOST_TEXT) block(g, 0, 2);
  put(g, "\n", 1);
  FrontendOptions options = {0};
  fuzz_text(g->text, g->length, &options);
  free(g);
  return 0;
}
