"""Sources of the kernels of the numeric tests; own text, generated for the sizes asked for."""

HEAD = "import tilelang\nimport tilelang.language as T\n\n\n"


def matmul(M, N, K, block_M=32, block_N=32, block_K=32, dtype="bfloat16", out_dtype=None, accum="float32", trans_A=False,
           trans_B=False, stages=2):
    """C = op(A) @ op(B), one block of C for each grid block."""
    a_shape, b_shape = ((K, M) if trans_A else (M, K)), ((N, K) if trans_B else (K, N))
    a_block = (block_K, block_M) if trans_A else (block_M, block_K)
    b_block = (block_N, block_K) if trans_B else (block_K, block_N)
    a_at = f"k * {block_K}, by * {block_M}" if trans_A else f"by * {block_M}, k * {block_K}"
    b_at = f"bx * {block_N}, k * {block_K}" if trans_B else f"k * {block_K}, bx * {block_N}"
    return HEAD + f"""@T.prim_func
def matmul(A: T.Tensor({a_shape}, "{dtype}"), B: T.Tensor({b_shape}, "{dtype}"), C: T.Tensor(({M}, {N}), "{out_dtype or dtype}")):
    with T.Kernel(T.ceildiv({N}, {block_N}), T.ceildiv({M}, {block_M}), threads=128) as (bx, by):
        A_block = T.alloc_shared({a_block}, "{dtype}")
        B_block = T.alloc_shared({b_block}, "{dtype}")
        C_block = T.alloc_fragment(({block_M}, {block_N}), "{accum}")
        T.clear(C_block)
        for k in T.Pipelined(T.ceildiv({K}, {block_K}), num_stages={stages}):
            T.copy(A[{a_at}], A_block)
            T.copy(B[{b_at}], B_block)
            T.gemm(A_block, B_block, C_block, transpose_A={trans_A}, transpose_B={trans_B})
        T.copy(C_block, C[by * {block_M}, bx * {block_N}])
"""


def matmul_batched(batch, M, N, K, block=32, dtype="bfloat16"):
    return HEAD + f"""@T.prim_func
def matmul(A: T.Tensor(({batch}, {M}, {K}), "{dtype}"), B: T.Tensor(({batch}, {K}, {N}), "{dtype}"),
           C: T.Tensor(({batch}, {M}, {N}), "{dtype}")):
    with T.Kernel(T.ceildiv({N}, {block}), T.ceildiv({M}, {block}), {batch}) as (bx, by, bz):
        A_block = T.alloc_shared(({block}, {block}), "{dtype}")
        B_block = T.alloc_shared(({block}, {block}), "{dtype}")
        C_block = T.alloc_fragment(({block}, {block}), "float32")
        T.clear(C_block)
        for k in T.Pipelined(T.ceildiv({K}, {block}), num_stages=2):
            T.copy(A[bz, by * {block}, k * {block}], A_block)
            T.copy(B[bz, k * {block}, bx * {block}], B_block)
            T.gemm(A_block, B_block, C_block)
        T.copy(C_block, C[bz, by * {block}, bx * {block}])
"""


def two_gemms(M, N, K, block=32, dtype="bfloat16"):
    """C = A @ B + D @ E in one accumulator."""
    return HEAD + f"""@T.prim_func
def two_gemms(A: T.Tensor(({M}, {K}), "{dtype}"), B: T.Tensor(({K}, {N}), "{dtype}"), D: T.Tensor(({M}, {K}), "{dtype}"),
              E: T.Tensor(({K}, {N}), "{dtype}"), C: T.Tensor(({M}, {N}), "{dtype}")):
    with T.Kernel(T.ceildiv({N}, {block}), T.ceildiv({M}, {block})) as (bx, by):
        A_block = T.alloc_shared(({block}, {block}), "{dtype}")
        B_block = T.alloc_shared(({block}, {block}), "{dtype}")
        D_block = T.alloc_shared(({block}, {block}), "{dtype}")
        E_block = T.alloc_shared(({block}, {block}), "{dtype}")
        C_block = T.alloc_fragment(({block}, {block}), "float32")
        T.clear(C_block)
        for k in T.Pipelined(T.ceildiv({K}, {block}), num_stages=2):
            T.copy(A[by * {block}, k * {block}], A_block)
            T.copy(B[k * {block}, bx * {block}], B_block)
            T.copy(D[by * {block}, k * {block}], D_block)
            T.copy(E[k * {block}, bx * {block}], E_block)
            T.gemm(A_block, B_block, C_block)
            T.gemm(D_block, E_block, C_block)
        T.copy(C_block, C[by * {block}, bx * {block}])
"""


def nest(M, N, K, block=32, dtype="bfloat16", statement="C_block[i, j] += A_block[i, k] * B_block[k, j]", shared_N=None,
         loops="for i, j in T.Parallel({block}, {block}):\n                for k in T.serial({block}):\n                    "):
    """A matmul written as a loop nest over shared blocks; `statement` is its innermost line."""
    loops = loops.format(block=block)
    return HEAD + f"""@T.prim_func
def nest(A: T.Tensor(({M}, {K}), "{dtype}"), B: T.Tensor(({K}, {N}), "{dtype}"), C: T.Tensor(({M}, {N}), "float32")):
    with T.Kernel(T.ceildiv({N}, {block}), T.ceildiv({M}, {block})) as (bx, by):
        A_block = T.alloc_shared(({block}, {block}), "{dtype}")
        B_block = T.alloc_shared(({block}, {block}), "{dtype}")
        C_block = T.alloc_fragment(({block}, {block}), "float32")
        T.clear(C_block)
        for ko in T.serial(T.ceildiv({K}, {block})):
            T.copy(A[by * {block}, ko * {block}], A_block)
            T.copy(B[ko * {block}, bx * {block}], B_block)
            {loops}{statement}
        T.copy(C_block, C[by * {block}, bx * {block}])
"""


def elementwise(M, N, expression, block_M=32, block_N=32, dtype="bfloat16"):
    """C = expression of A_block[i, j] and B_block[i, j]; no gemm."""
    return HEAD + f"""@T.prim_func
def elementwise(A: T.Tensor(({M}, {N}), "{dtype}"), B: T.Tensor(({M}, {N}), "{dtype}"), C: T.Tensor(({M}, {N}), "{dtype}")):
    with T.Kernel(T.ceildiv({N}, {block_N}), T.ceildiv({M}, {block_M})) as (bx, by):
        A_block = T.alloc_shared(({block_M}, {block_N}), "{dtype}")
        B_block = T.alloc_shared(({block_M}, {block_N}), "{dtype}")
        C_block = T.alloc_fragment(({block_M}, {block_N}), "{dtype}")
        T.copy(A[by * {block_M}, bx * {block_N}], A_block)
        T.copy(B[by * {block_M}, bx * {block_N}], B_block)
        for i, j in T.Parallel({block_M}, {block_N}):
            C_block[i, j] = {expression}
        T.copy(C_block, C[by * {block_M}, bx * {block_N}])
"""


def softmax(M, N, dtype="bfloat16"):
    """C = softmax of the rows of A, in one block."""
    return HEAD + f"""@T.prim_func
def softmax(A: T.Tensor(({M}, {N}), "{dtype}"), C: T.Tensor(({M}, {N}), "{dtype}")):
    with T.Kernel(1) as bx:
        x = T.alloc_fragment(({M}, {N}), "float32")
        largest = T.alloc_fragment(({M},), "float32")
        total = T.alloc_fragment(({M},), "float32")
        T.copy(A, x)
        T.reduce_max(x, largest, dim=1)
        for i, j in T.Parallel({M}, {N}):
            x[i, j] = T.exp(x[i, j] - largest[i])
        T.reduce_sum(x, total, dim=1)
        for i, j in T.Parallel({M}, {N}):
            x[i, j] = x[i, j] / total[i]
        T.copy(x, C)
"""
