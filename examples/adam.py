# A step of Adam, in place: four tensors of one dim, read and written in one loop over elements with a guard.
#   tilecc run examples/adam.py -D N=1000
import tilelang
import tilelang.language as T


@tilelang.jit
def adam(P, G, M, V, rate: float = 0.01, beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-8, block: int = 256):
    N = T.const("N")
    P: T.Tensor((N,), T.float32)
    G: T.Tensor((N,), T.float32)
    M: T.Tensor((N,), T.float32)
    V: T.Tensor((N,), T.float32)
    with T.Kernel(T.ceildiv(N, block), threads=128) as b:
        for i in T.Parallel(block):
            n = b * block + i
            if n < N:
                M[n] = beta1 * M[n] + (1 - beta1) * G[n]
                V[n] = beta2 * T.abs(V[n]) + (1 - beta2) * G[n] * G[n]
                P[n] = P[n] - rate * M[n] / (T.sqrt(V[n]) + epsilon)
