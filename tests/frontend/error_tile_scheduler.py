# run: opt
# exit: 1
import tilelang.language as T


@T.prim_func
def main(A: T.Tensor((64, 64), "float16")):
    with T.Kernel(2, threads=128) as bx:
        S = T.alloc_shared((64, 64), "float16")
        sched = T.PersistentTileScheduler(4, 4, 2, stateful=False)
        sched.init(bx)
        sched.next_tile()
        sched.update_current_idx(bx)
        if sched.valid():
            T.clear(S)
        if sched.tile > 0:
            T.clear(S)
        other = T.PersistentTileScheduler(4, 4)
        more = T.PersistentTileScheduler(4, 4, cluster="two")

# expect:
# error_tile_scheduler.py:11:9: error: this scheduler has no state: it was made with stateful=False
#             sched.init(bx)
#             ^~~~~~~~~~~~~~
# error_tile_scheduler.py:12:9: error: this scheduler has no state: it was made with stateful=False
#             sched.next_tile()
#             ^~~~~~~~~~~~~~~~~
# error_tile_scheduler.py:13:9: error: this scheduler has no state: it was made with stateful=False
#             sched.update_current_idx(bx)
#             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_tile_scheduler.py:14:12: error: this scheduler has no state: it was made with stateful=False
#             if sched.valid():
#                ^~~~~~~~~~~~~
# error_tile_scheduler.py:16:18: error: T.PersistentTileScheduler has no attribute `tile`
#             if sched.tile > 0:
#                      ^~~~
# error_tile_scheduler.py:18:17: error: `driver.get_num_sms(...)` is Python that is not executed; give its value with -D get_num_sms=...
#             other = T.PersistentTileScheduler(4, 4)
#                     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# error_tile_scheduler.py:19:56: error: T.PersistentTileScheduler has no parameter `cluster`: it takes (num_m_tiles, num_n_tiles, num_workers=..., swizzle_size=..., column_major=..., cluster_size=..., stateful=..., name=...)
#             more = T.PersistentTileScheduler(4, 4, cluster="two")
#                                                            ^~~~~
