// insert_cb_protocol: the kernels hand blocks to each other through circular buffers.
//   before: reader:  tt_read(A_shared, A[by * 64, k * 32])        compute: tt_arrive(A_shared); tt_matmul(A_shared, B_shared, C)
//   after:  reader:  cb_reserve_back(cb_A_shared, 2); ptr = get_write_ptr(cb_A_shared)
//                    for row: noc_async_read_page(page, A, ptr + ...); noc_async_read_barrier(); cb_push_back(cb_A_shared, 2)
//           compute: cb_wait_front(cb_A_shared, 2); tt_matmul(...); cb_pop_front(cb_A_shared, 2)
// Tensors of the data-movement kernels become addresses and accessors.
#include "passes/protocol.h"

void pass_insert_cb_protocol(Compilation *c, Module *module, const PassOptions *options) {
  (void)options;
  PrimFunc *host = pass_host(module);
  for (size_t i = 0; i < module->functions.count && !diag_failed(c); i++) {
    PrimFunc *kernel = module->functions.items[i];
    if (kernel == host) continue;
    ProtocolKernel p = {c, module, host, kernel, cb_table(c, host)};
    if (is_kernel(kernel, "compute"))
      protocol_compute(&p);
    else
      protocol_dataflow(&p);
  }
  ir_set_attribute(c, &host->attributes, "tt_cb_protocol", ir_int(c, 1));
}
