# run: opt --passes=all
# exit: 3
# What element-wise loops cannot say.
import tilelang.language as T


@T.prim_func
def kernel(A: T.Tensor((64, 64), "float32"), C: T.Tensor((64, 64), "float32")):
    with T.Kernel(1) as bx:
        a = T.alloc_shared((64, 64), "float32")
        b = T.alloc_fragment((64, 64), "float32")
        planes = T.alloc_fragment((2, 64, 64), "float32")
        s = T.alloc_fragment((64,), "float32")
        four = T.alloc_fragment((2, 2, 64, 64), "float32")
        half = T.alloc_fragment((32,), "float32")
        sums = T.alloc_fragment((2, 64), "float32")
        n = T.alloc_fragment((64, 64), "int32")
        n2 = T.alloc_fragment((64, 64), "int32")
        counts = T.alloc_fragment((64,), "int32")
        T.copy(A, a)
        for i, j in T.Parallel(64, 64):
            b[i, j] = a[i, n[i, j]]
        for i, j in T.Parallel(64, 64):
            b[i, j] = a[(i + j) % 64, 2 * j % 64]
        for i, j in T.Parallel(64, 64):
            n2[i, j] = n[i, 2 * j % 64]
        for i, j in T.Parallel(64, 32):
            s[i] = a[i, j]
        for i, j in T.Parallel(64, 64):
            b[i, j] = b[j, i]
        for i in T.Parallel(64):
            for k in T.serial(4):
                s[i] = s[i] * 2
        for i, j in T.Parallel(64, 64):
            b[i, j] = planes[j % 2, i, 2 * j % 64]
        for i, j in T.Parallel(32, 32):
            b[i * i, j] = a[i, j]
        for i, j in T.Parallel(64, 64):
            before = b[i, j]
            b[i, j] = a[i, j] + before
            b[i, j] = b[i, j] * before
        for i, j in T.Parallel(64, 64):
            b[i, j] = T.if_then_else(bx * 64 + i > j, planes[1, j, i], planes[0, i, j])
        for i, j in T.Parallel(64, 64):
            b[i, j] = planes[bx * 2, i, j]
        for i, j in T.Parallel(32, 64):
            old = b[i * i, j]
            b[i * i, j] = a[i, j] + old
        for p, q, i, j in T.Parallel(2, 2, 64, 64):
            four[p, q, i, j] = T.if_then_else(p > 0, 1.0, 0.0)
        for i, j in T.Parallel(64, 64):
            b[i, j] = four[0, 0, i, j]
        for i, j in T.Parallel(64, 64):
            while b[i, j] > 1:
                b[i, j] = b[i, j] - 1
        for i, j in T.Parallel(64, 64):
            for k0 in T.serial(2):
                for k1 in T.serial(2):
                    for k2 in T.serial(2):
                        for k3 in T.serial(2):
                            for k4 in T.serial(2):
                                for k5 in T.serial(2):
                                    for k6 in T.serial(2):
                                        for k7 in T.serial(2):
                                            b[i, j] = b[i, j] + k0
        for i, j in T.Parallel(64, 64):
            if b[i, j] > 0:
                if b[i, j] > 1:
                    if b[i, j] > 2:
                        if b[i, j] > 3:
                            if b[i, j] > 4:
                                if b[i, j] > 5:
                                    if b[i, j] > 6:
                                        if b[i, j] > 7:
                                            if b[i, j] > 8:
                                                a[i, j] = 1.0
        T.reduce(n, counts, "bitand", 1, True)
        T.reduce_sum(n, counts, dim=1)
        T.cumsum(n, n2, dim=1)
        T.reduce_sum(planes, b, dim=0)
        T.reduce_sum(planes, sums, dim=2)
        T.copy(b, C)

# expect:
# error_element_loops.py:22:23: unsupported: a[i, n[i, j]] in an element-wise loop: an index that depends on data or on several loops; the passes pick rows and columns by one loop each
#                 b[i, j] = a[i, n[i, j]]
#                           ^~~~~~~~~~~~~
# error_element_loops.py:24:23: unsupported: a[(i + j) % 64, 2 * j % 64] in an element-wise loop: an index that depends on data or on several loops; the passes pick rows and columns by one loop each
#                 b[i, j] = a[(i + j) % 64, 2 * j % 64]
#                           ^~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_element_loops.py:28:13: unsupported: a store to s in a parallel loop whose variable does not index it: its iterations would race; the passes lower sums, maxima and minima there, x[i] = x[i] + term
#                 s[i] = a[i, j]
#                 ^~~~~~~~~~~~~~
# error_element_loops.py:30:13: unsupported: a store to b that reads elements of it that other iterations store: store into another buffer, or use a serial loop around the element-wise one
#                 b[i, j] = b[j, i]
#                 ^~~~~~~~~~~~~~~~~
# error_element_loops.py:35:23: unsupported: planes[j % 2, i, 2 * j % 64] in an element-wise loop: rows and columns picked from a buffer of several planes
#                 b[i, j] = planes[j % 2, i, 2 * j % 64]
#                           ^~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_element_loops.py:37:13: unsupported: a store to b that does not cover the block element by element: index it by the loop variables, from 0 to its shape
#                 b[i * i, j] = a[i, j]
#                 ^~~~~~~~~~~~~~~~~~~~~
# error_element_loops.py:43:55: unsupported: planes[1, j, i] in an element-wise loop: a transposed part of a buffer; copy the part to a buffer of its own
#                 b[i, j] = T.if_then_else(bx * 64 + i > j, planes[1, j, i], planes[0, i, j])
#                                                           ^~~~~~~~~~~~~~~
# error_element_loops.py:47:13: unsupported: old reads what its loop stores: compute it in a loop of its own
#                 old = b[i * i, j]
#                 ^~~~~~~~~~~~~~~~~
# error_element_loops.py:50:32: unsupported: T.if_then_else(p > 0, T.float32(1.0), T.float32(0.0)) in an element-wise loop: a loop variable that does not index the result
#                 four[p, q, i, j] = T.if_then_else(p > 0, 1.0, 0.0)
#                                    ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_element_loops.py:54:13: unsupported: this statement in a loop over elements: the passes lower stores, ifs and loops there
#                 while b[i, j] > 1:
#                 ^~~~~~~~~~~~~~~~~
# error_element_loops.py:63:37: unsupported: loops over elements nested deeper than 8: merge loops
#                                         for k6 in T.serial(2):
#                                         ^~~~~~~~~~~~~~~~~~~~~
# error_element_loops.py:75:45: unsupported: ifs nested deeper than 8 in an element-wise loop: merge conditions
#                                                 if b[i, j] > 8:
#                                                 ^~~~~~~~~~~~~~
