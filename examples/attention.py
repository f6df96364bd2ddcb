# Attention, causal or not, one head: softmax(Q K^T * scale) V with the running maximum and sum of flash attention.
#   tilecc run examples/attention.py -D causal=True
import tilelang
import tilelang.language as T


@tilelang.jit(out_idx=[-1])
def attention(seq=128, dim=64, block_M=64, block_N=64, causal=False, dtype="bfloat16"):
    scale = (1.0 / dim) ** 0.5 * 1.44269504  # log2(e)

    @T.prim_func
    def kernel(Q: T.Tensor((seq, dim), dtype), K: T.Tensor((seq, dim), dtype), V: T.Tensor((seq, dim), dtype), O: T.Tensor((seq, dim), dtype)):
        with T.Kernel(T.ceildiv(seq, block_M), threads=128) as bx:
            q = T.alloc_shared((block_M, dim), dtype)
            k = T.alloc_shared((block_N, dim), dtype)
            v = T.alloc_shared((block_N, dim), dtype)
            s = T.alloc_fragment((block_M, block_N), "float32")
            p = T.alloc_fragment((block_M, block_N), dtype)
            o = T.alloc_fragment((block_M, dim), "float32")
            largest = T.alloc_fragment((block_M,), "float32")
            before = T.alloc_fragment((block_M,), "float32")
            rescale = T.alloc_fragment((block_M,), "float32")
            part = T.alloc_fragment((block_M,), "float32")
            total = T.alloc_fragment((block_M,), "float32")
            T.copy(Q[bx * block_M, 0], q)
            T.clear(o)
            T.clear(total)
            T.fill(largest, -T.infinity("float32"))
            for n in T.Pipelined(T.ceildiv((bx + 1) * block_M, block_N) if causal else T.ceildiv(seq, block_N), num_stages=2):
                T.copy(K[n * block_N, 0], k)
                if causal:
                    for i, j in T.Parallel(block_M, block_N):
                        s[i, j] = T.if_then_else(bx * block_M + i >= n * block_N + j, 0, -T.infinity("float32"))
                else:
                    T.clear(s)
                T.gemm(q, k, s, transpose_B=True)
                T.copy(V[n * block_N, 0], v)
                T.copy(largest, before)
                T.reduce_max(s, largest, dim=1, clear=False)
                for i in T.Parallel(block_M):
                    rescale[i] = T.exp2(before[i] * scale - largest[i] * scale)
                for i, j in T.Parallel(block_M, block_N):
                    s[i, j] = T.exp2(s[i, j] * scale - largest[i] * scale)
                T.reduce_sum(s, part, dim=1)
                for i in T.Parallel(block_M):
                    total[i] = total[i] * rescale[i] + part[i]
                T.copy(s, p)
                for i, j in T.Parallel(block_M, dim):
                    o[i, j] *= rescale[i]
                T.gemm(p, v, o)
            for i, j in T.Parallel(block_M, dim):
                o[i, j] = o[i, j] / total[i]
            T.copy(o, O[bx * block_M, 0])

    return kernel
