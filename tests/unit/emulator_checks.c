// Every check of the emulator fires where it should, with its message.
#include "emulator_rig.h"

// ---- the fixture: core (0, 0) of a Wormhole with a tensor of 4 pages and buffers 0 (bfloat16), 1 (Float32), 2 (bfloat16, 2 pages)
typedef struct Chip {
  Rig rig;
  uint32_t tensor;
} Chip;

static float TILES[4][1024];

static void open_chip(Chip *chip, const char *device) {
  rig_open(&chip->rig, device);
  rig_random(1, 4096, TILES[0]);
  rig_buffer(&chip->rig, 0, "a", FORMAT_FLOAT16_B, 4);
  rig_buffer(&chip->rig, 1, "wide", FORMAT_FLOAT32, 2);
  rig_buffer(&chip->rig, 2, "c", FORMAT_FLOAT16_B, 2);
  chip->tensor = rig_tensor(&chip->rig, FORMAT_FLOAT16_B, 4, TILES);
}

// One kernel alone must fail in its op with this message.
#define READER_FAILS(op, text, ...)                               \
  do {                                                            \
    Chip chip;                                                    \
    open_chip(&chip, "wormhole_n150");                            \
    rig_reader(&chip.rig, STEPS(ACCESSOR(chip), __VA_ARGS__));    \
    rig_fail(&chip.rig, OP_##op, text);                           \
  } while (0)
#define ACCESSOR(chip) KEEP(1, TENSOR_ACCESSOR, 0, (chip).tensor, PAGE)

// A reader that fills n pages of buffer 0, one page at a time.
#define FEED(chip, n)                                                                                                       \
  STEPS(ACCESSOR(chip), CALL(CB_RESERVE_BACK, 0, 1), KEEP(2, GET_WRITE_PTR, 0), CALL(NOC_ASYNC_READ_PAGE, 0, R(1), R(2)),   \
        DO(NOC_ASYNC_READ_BARRIER), CALL(CB_PUSH_BACK, 0, 1), LOOP(n, 5))

#define COMPUTE_FAILS_WITH(setting, op, text, ...)                \
  do {                                                            \
    Chip chip;                                                    \
    open_chip(&chip, "wormhole_n150");                            \
    setting;                                                      \
    rig_reader(&chip.rig, FEED(chip, 2));                         \
    rig_compute(&chip.rig, STEPS(__VA_ARGS__));                   \
    rig_fail(&chip.rig, OP_##op, text);                           \
  } while (0)
#define COMPUTE_FAILS(op, text, ...) COMPUTE_FAILS_WITH((void)0, op, text, __VA_ARGS__)
#define START CALL(COMPUTE_KERNEL_HW_STARTUP, 0, 0, 2)
#define READY START, CALL(COPY_INIT, 0), CALL(CB_WAIT_FRONT, 0, 1), DO(TILE_REGS_ACQUIRE)
#define PACKING DO(TILE_REGS_COMMIT), DO(TILE_REGS_WAIT), CALL(CB_RESERVE_BACK, 2, 1)

// ---- circular buffers
static void test_buffer_ids(void **state) {
  (void)state;
  READER_FAILS(CB_RESERVE_BACK, "cb_reserve_back of circular buffer 32, but the ids are 0 to 31", CALL(CB_RESERVE_BACK, 32, 1));
  READER_FAILS(CB_RESERVE_BACK, "cb_reserve_back of circular buffer 5, which the program does not have", CALL(CB_RESERVE_BACK, 5, 1));
  READER_FAILS(CB_RESERVE_BACK, "cb_reserve_back of 5 pages, but circular buffer 0 (a) has 4 in all", CALL(CB_RESERVE_BACK, 0, 5));
  READER_FAILS(CB_WAIT_FRONT, "cb_wait_front of 0 pages, but circular buffer 0 (a) has 4 in all", CALL(CB_WAIT_FRONT, 0, 0));
}

static void test_buffer_protocol(void **state) {
  (void)state;
  READER_FAILS(CB_PUSH_BACK, "cb_push_back of 2 pages of circular buffer 0 (a), but only 1 are reserved", CALL(CB_RESERVE_BACK, 0, 1),
               CALL(CB_PUSH_BACK, 0, 2));
  READER_FAILS(CB_POP_FRONT, "cb_pop_front of 1 page of circular buffer 0 (a), but only 0 are waited for", CALL(CB_POP_FRONT, 0, 1));
  READER_FAILS(CB_PUSH_BACK, "cb_push_back of 3 pages of circular buffer 0 (a), but only 2 are free", CALL(CB_RESERVE_BACK, 0, 2),
               CALL(CB_PUSH_BACK, 0, 2), CALL(CB_WAIT_FRONT, 0, 2), CALL(CB_PUSH_BACK, 0, 3));
  READER_FAILS(CB_PUSH_BACK, "goes past its end: 3 of its 4 pages are used in this lap, and the counts of a lap must add up to the whole buffer",
               CALL(CB_RESERVE_BACK, 0, 3), CALL(CB_PUSH_BACK, 0, 3), CALL(CB_WAIT_FRONT, 0, 3), CALL(CB_POP_FRONT, 0, 3),
               CALL(CB_RESERVE_BACK, 0, 2), CALL(CB_PUSH_BACK, 0, 2));
  Chip chip;
  open_chip(&chip, "wormhole_n150");
  rig_reader(&chip.rig, STEPS(CALL(CB_RESERVE_BACK, 0, 1), CALL(CB_PUSH_BACK, 0, 1)));
  rig_writer(&chip.rig, STEPS(CALL(CB_WAIT_FRONT, 0, 1), CALL(CB_RESERVE_BACK, 0, 1)));
  rig_fail(&chip.rig, OP_CB_RESERVE_BACK, "cb_reserve_back of circular buffer 0 (a): its back is at page 1, but the pointer of writer is at page 0, since reader has pushed too");
  open_chip(&chip, "wormhole_n150");  // a whole lap each keeps the pointers together
  rig_reader(&chip.rig, STEPS(CALL(CB_RESERVE_BACK, 0, 4), CALL(CB_PUSH_BACK, 0, 4)));
  rig_writer(&chip.rig, STEPS(CALL(CB_WAIT_FRONT, 0, 4), CALL(CB_POP_FRONT, 0, 4), CALL(CB_RESERVE_BACK, 0, 4), CALL(CB_PUSH_BACK, 0, 4), CALL(CB_WAIT_FRONT, 0, 4)));
  rig_pass(&chip.rig);
  emu_close(chip.rig.emulator);
}

static void test_pages_left_at_the_end(void **state) {
  (void)state;
  Chip chip;
  open_chip(&chip, "wormhole_n150");
  rig_reader(&chip.rig, FEED(chip, 2));
  rig_fail(&chip.rig, OP_CB_PUSH_BACK, "the program ends with 2 pages in circular buffer 0 (a) that reader pushed and nobody waited for");
  open_chip(&chip, "wormhole_n150");  // a constant that is waited for and never popped is no mistake
  rig_reader(&chip.rig, FEED(chip, 2));
  rig_writer(&chip.rig, STEPS(CALL(CB_WAIT_FRONT, 0, 2)));
  rig_pass(&chip.rig);
  emu_close(chip.rig.emulator);
}

static void test_tiles_outside_the_protocol(void **state) {
  (void)state;
  COMPUTE_FAILS(COPY_TILE, "copy_tile reads tile 1 of circular buffer 0 (a), but 1 page is waited for", READY, CALL(COPY_TILE, 0, 1, 0));
  COMPUTE_FAILS(PACK_TILE, "pack_tile to page 0 of circular buffer 2 (c), but 0 pages are reserved", READY, CALL(COPY_TILE, 0, 0, 0),
                DO(TILE_REGS_COMMIT), DO(TILE_REGS_WAIT), CALL(PACK_TILE, 0, 2));
  COMPUTE_FAILS(PACK_TILE_AT, "pack_tile_at to page 1 of circular buffer 2 (c), but 1 page is reserved", READY, CALL(COPY_TILE, 0, 0, 0), PACKING,
                CALL(PACK_TILE_AT, 0, 2, 1));
  Chip chip;  // pushed without being written
  open_chip(&chip, "wormhole_n150");
  rig_reader(&chip.rig, STEPS(CALL(CB_RESERVE_BACK, 0, 1), CALL(CB_PUSH_BACK, 0, 1)));
  rig_compute(&chip.rig, STEPS(READY, CALL(COPY_TILE, 0, 0, 0)));
  rig_fail(&chip.rig, OP_COPY_TILE, "copy_tile reads tile 0 of circular buffer 0 (a), which nothing has written");
}

// ---- data movement
static void test_missing_barriers(void **state) {
  (void)state;
#define READ CALL(CB_RESERVE_BACK, 0, 1), KEEP(2, GET_WRITE_PTR, 0), CALL(NOC_ASYNC_READ_PAGE, 0, R(1), R(2))
  READER_FAILS(CB_PUSH_BACK, "cb_push_back of circular buffer 0 (a) while a read into its pages is in flight", READ, CALL(CB_PUSH_BACK, 0, 1));
  READER_FAILS(NOC_ASYNC_READ_PAGE, "reader ends with 1 read in flight: no noc_async_read_barrier has waited for them", READ);
  READER_FAILS(NOC_ASYNC_WRITE_PAGE, "noc_async_write_page from L1 that a read in flight still writes", READ, CALL(NOC_ASYNC_WRITE_PAGE, 0, R(1), R(2)));
  READER_FAILS(NOC_ASYNC_READ_PAGE, "where the target of a transfer lies that no barrier has waited for", READ, CALL(NOC_ASYNC_READ_PAGE, 1, R(1), R(2)));
  READER_FAILS(NOC_ASYNC_READ_PAGE, "where the source of a transfer lies that no barrier has waited for", READ, DO(NOC_ASYNC_READ_BARRIER),
               CALL(NOC_ASYNC_WRITE_PAGE, 0, R(1), R(2)), CALL(NOC_ASYNC_READ_PAGE, 1, R(1), R(2)));
  READER_FAILS(NOC_ASYNC_WRITE_PAGE, "reader ends with 2 writes in flight: no noc_async_write_barrier has waited for them", READ, DO(NOC_ASYNC_READ_BARRIER),
               CALL(NOC_ASYNC_WRITE_PAGE, 0, R(1), R(2)), CALL(NOC_ASYNC_WRITE_PAGE, 1, R(1), R(2)));
  // The barrier of the reads does not wait for another thread's: the unpacker reads what is still on its way.
  Chip chip;
  open_chip(&chip, "wormhole_n150");
  rig_reader(&chip.rig, STEPS(ACCESSOR(chip), CALL(CB_RESERVE_BACK, 0, 2), KEEP(2, GET_WRITE_PTR, 0), CALL(NOC_ASYNC_READ_PAGE, 0, R(1), R(2)),
                              DO(NOC_ASYNC_READ_BARRIER), CALL(CB_PUSH_BACK, 0, 1), DO(NOC_ASYNC_READ_BARRIER)));
  rig_writer(&chip.rig, STEPS(ACCESSOR(chip), CALL(CB_WAIT_FRONT, 0, 1), KEEP(2, GET_READ_PTR, 0), CALL(NOC_ASYNC_READ_PAGE, 0, R(1), R(2))));
  rig_fail(&chip.rig, OP_NOC_ASYNC_READ_PAGE, "into a page of circular buffer 0 (a) that is pushed and not yet popped");
}

// The writer pops the page before its write has left; the packer then writes the next tile over it.
static void test_source_reused(void **state) {
  (void)state;
  Chip chip;
  open_chip(&chip, "wormhole_n150");
  rig_reader(&chip.rig, FEED(chip, 4));
  rig_compute(&chip.rig, STEPS(START, CALL(COPY_INIT, 0), CALL(CB_WAIT_FRONT, 0, 1), DO(TILE_REGS_ACQUIRE), CALL(COPY_TILE, 0, 0, 0), PACKING,
                               CALL(PACK_TILE, 0, 2), DO(TILE_REGS_RELEASE), CALL(CB_PUSH_BACK, 2, 1), CALL(CB_POP_FRONT, 0, 1), LOOP(4, 10)));
  rig_writer(&chip.rig, STEPS(ACCESSOR(chip), CALL(CB_WAIT_FRONT, 2, 1), KEEP(2, GET_READ_PTR, 2), CALL(NOC_ASYNC_WRITE_PAGE, 0, R(1), R(2)),
                              CALL(CB_POP_FRONT, 2, 1), LOOP(4, 4), DO(NOC_ASYNC_WRITE_BARRIER)));
  rig_fail(&chip.rig, OP_PACK_TILE, "pack_tile writes a page of circular buffer 2 (c) that is the source of a transfer which no barrier has waited for");
}

static void test_addresses(void **state) {
  (void)state;
#define RESERVED CALL(CB_RESERVE_BACK, 0, 4), KEEP(2, GET_WRITE_PTR, 0)
  READER_FAILS(NOC_ASYNC_READ_PAGE, "noc_async_read_page of page 4 of a tensor of 4 pages", RESERVED, CALL(NOC_ASYNC_READ_PAGE, 4, R(1), R(2)));
  READER_FAILS(NOC_ASYNC_READ_PAGE, "noc_async_read_page of page -1 of a tensor of 4 pages", RESERVED, CALL(NOC_ASYNC_READ_PAGE, -1, R(1), R(2)));
  READER_FAILS(NOC_ASYNC_READ_PAGE, "noc_async_read_page needs an accessor made by tensor_accessor", RESERVED, CALL(NOC_ASYNC_READ_PAGE, 0, R(2), R(2)));
  READER_FAILS(NOC_ASYNC_READ_PAGE, "but a program may use 103712 to 1499136", CALL(NOC_ASYNC_READ_PAGE, 0, R(1), 64));
  READER_FAILS(TENSOR_ACCESSOR, "tensor_accessor 2 at address 77, where no tensor begins", KEEP(2, TENSOR_ACCESSOR, 2, 77, PAGE));
  READER_FAILS(TENSOR_ACCESSOR, "tensor_accessor with pages of 0 bytes", KEEP(2, TENSOR_ACCESSOR, 2, 77, 0));
  READER_FAILS(GET_NOC_ADDR, "which is not an L1 address of this core", KEEP(2, GET_NOC_ADDR, 12));
  READER_FAILS(NOC_ASYNC_READ, "noc_async_read needs a NoC address made by get_noc_addr", RESERVED, CALL(NOC_ASYNC_READ, 12, R(2), 32));
  READER_FAILS(NOC_ASYNC_READ, "noc_async_read of 0 bytes", RESERVED, KEEP(3, GET_NOC_ADDR, R(2)), CALL(NOC_ASYNC_READ, R(3), R(2), 0));
  READER_FAILS(NOC_ASYNC_READ, "noc_async_read from L1 that nothing has written", RESERVED, KEEP(3, GET_NOC_ADDR, R(2)), CALL(NOC_ASYNC_READ, R(3), R(2), 32));
  READER_FAILS(NOC_ASYNC_READ, "noc_async_read of 32768 bytes at L1 offset", RESERVED, KEEP_IT(3, MEM_ZEROS_BASE), KEEP(3, GET_NOC_ADDR, R(3)),
               CALL(NOC_ASYNC_READ, R(3), R(2), 32768));
  Chip chip;
  open_chip(&chip, "wormhole_n150");
  rig_reader(&chip.rig, STEPS(KEEP(1, TENSOR_ACCESSOR, 0, chip.tensor, 1024), RESERVED, CALL(NOC_ASYNC_READ_PAGE, 0, R(1), R(2))));
  rig_fail(&chip.rig, OP_NOC_ASYNC_READ_PAGE, "with an accessor for pages of 1024 bytes, but the tensor has pages of 2048");
}

static void test_targets(void **state) {
  (void)state;
  READER_FAILS(NOC_ASYNC_READ_PAGE, "goes past the end of circular buffer 0 (a)", RESERVED, CALL(NOC_ASYNC_READ_PAGE, 0, R(1), AFTER(2, 3 * PAGE + 32)));
  READER_FAILS(NOC_ASYNC_READ_PAGE, "noc_async_read_page into L1 offset 132384, which is in no circular buffer", KEEP(2, GET_WRITE_PTR, 0),
               CALL(NOC_ASYNC_READ_PAGE, 0, R(1), AFTER(2, 28672)));
  READER_FAILS(NOC_ASYNC_READ_PAGE, "noc_async_read_page from an address that is 0 modulo 32 to one that is 16: the NoC needs them equal", RESERVED,
               CALL(NOC_ASYNC_READ_PAGE, 0, R(1), AFTER(2, 16)));
  READER_FAILS(NOC_ASYNC_WRITE_PAGE, "noc_async_write_page from an address that is 8 modulo 16 to one that is 0: the NoC needs them equal", RESERVED,
               CALL(NOC_ASYNC_READ_PAGE, 0, R(1), R(2)), CALL(NOC_ASYNC_READ_PAGE, 1, R(1), AFTER(2, PAGE)), DO(NOC_ASYNC_READ_BARRIER),
               CALL(NOC_ASYNC_WRITE_PAGE, 0, R(1), AFTER(2, 8)));
  Chip chip;
  open_chip(&chip, "blackhole_p150");  // 64 bytes there
  rig_reader(&chip.rig, STEPS(ACCESSOR(chip), RESERVED, CALL(NOC_ASYNC_READ_PAGE, 0, R(1), AFTER(2, 32))));
  rig_fail(&chip.rig, OP_NOC_ASYNC_READ_PAGE, "from an address that is 0 modulo 64 to one that is 32");
  open_chip(&chip, "wormhole_n150");  // the packer and a read want the same page
  rig_reader(&chip.rig, FEED(chip, 1));
  rig_writer(&chip.rig, STEPS(ACCESSOR(chip), KEEP(2, GET_WRITE_PTR, 2), CALL(NOC_ASYNC_READ_PAGE, 0, R(1), R(2)), CALL(CB_WAIT_FRONT, 2, 1)));
  rig_compute(&chip.rig, STEPS(READY, CALL(COPY_TILE, 0, 0, 0), PACKING, CALL(PACK_TILE, 0, 2)));
  rig_fail(&chip.rig, OP_PACK_TILE, "pack_tile writes a page of circular buffer 2 (c) that is the target of a transfer which no barrier has waited for");
}

// ---- compute: registers
static void test_dst_protocol(void **state) {
  (void)state;
  COMPUTE_FAILS(COPY_TILE, "copy_tile outside tile_regs_acquire .. tile_regs_commit", START, CALL(COPY_INIT, 0), CALL(CB_WAIT_FRONT, 0, 1), CALL(COPY_TILE, 0, 0, 0));
  COMPUTE_FAILS(PACK_TILE, "pack_tile outside tile_regs_wait .. tile_regs_release", READY, CALL(COPY_TILE, 0, 0, 0), DO(TILE_REGS_COMMIT),
                CALL(CB_RESERVE_BACK, 2, 1), CALL(PACK_TILE, 0, 2));
  COMPUTE_FAILS(TILE_REGS_ACQUIRE, "tile_regs_acquire twice without tile_regs_commit", DO(TILE_REGS_ACQUIRE), DO(TILE_REGS_ACQUIRE));
  COMPUTE_FAILS(TILE_REGS_COMMIT, "tile_regs_commit without tile_regs_acquire", DO(TILE_REGS_COMMIT));
  COMPUTE_FAILS(TILE_REGS_WAIT, "tile_regs_wait twice without tile_regs_release", DO(TILE_REGS_ACQUIRE), DO(TILE_REGS_COMMIT), DO(TILE_REGS_WAIT), DO(TILE_REGS_WAIT));
  COMPUTE_FAILS(TILE_REGS_RELEASE, "tile_regs_release without tile_regs_wait", DO(TILE_REGS_RELEASE));
  COMPUTE_FAILS(COPY_TILE, "copy_tile with DST index 8, but half of the 16-bit DST has 8 tiles", READY, CALL(COPY_TILE, 0, 0, 8));
  COMPUTE_FAILS_WITH(chip.rig.compute.fp32_dest_acc = true, COPY_TILE, "copy_tile with DST index 4, but half of the 32-bit DST has 4 tiles",
                     READY, CALL(COPY_TILE, 0, 0, 4));
  COMPUTE_FAILS(COPY_TILE, "copy_tile with DST index -1", READY, CALL(COPY_TILE, 0, 0, -1));
  COMPUTE_FAILS(TILE_REGS_ACQUIRE, "compute ends between tile_regs_acquire and tile_regs_commit", DO(TILE_REGS_ACQUIRE));
  COMPUTE_FAILS(TILE_REGS_WAIT, "compute ends between tile_regs_wait and tile_regs_release", DO(TILE_REGS_ACQUIRE), DO(TILE_REGS_COMMIT), DO(TILE_REGS_WAIT));
}

// ---- compute: configuration
static void test_inits(void **state) {
  (void)state;
#define ACQUIRED CALL(CB_WAIT_FRONT, 0, 1), DO(TILE_REGS_ACQUIRE)
  COMPUTE_FAILS(ADD_INT_TILE, "add_int_tile with a 16-bit DST: integers need one of 32 bits", READY, DO(ADD_INT_TILE_INIT),
                CALL(ADD_INT_TILE, 0, 1, 0));
  COMPUTE_FAILS(EXP_TILE, "exp_tile after add_int_tile_init: it needs exp_tile_init", READY, DO(ADD_INT_TILE_INIT), CALL(EXP_TILE, 0));
  COMPUTE_FAILS(COPY_INIT, "copy_init before compute_kernel_hw_startup", CALL(COPY_INIT, 0));
  COMPUTE_FAILS(RECONFIG_DATA_FORMAT, "reconfig_data_format before compute_kernel_hw_startup", CALL(RECONFIG_DATA_FORMAT, 0, 0));
  COMPUTE_FAILS(COMPUTE_KERNEL_HW_STARTUP, "compute_kernel_hw_startup a second time", START, START);
  COMPUTE_FAILS(MATMUL_TILES, "matmul_tiles without matmul_init", START, ACQUIRED, CALL(MATMUL_TILES, 0, 0, 0, 0, 0));
  COMPUTE_FAILS(ADD_TILES, "add_tiles after mul_init: it needs add_init", START, CALL(MUL_INIT, 0, 0), ACQUIRED, CALL(ADD_TILES, 0, 0, 0, 0, 0));
  COMPUTE_FAILS(ADD_UNARY_TILE, "add_unary_tile without binop_with_scalar_tile_init", READY, CALL(COPY_TILE, 0, 0, 0), CALL(ADD_UNARY_TILE, 0, 0));
  COMPUTE_FAILS(UNARY_MAX_TILE, "unary_max_tile after unary_min_tile_init: it needs unary_max_tile_init", READY, CALL(COPY_TILE, 0, 0, 0),
                DO(UNARY_MIN_TILE_INIT), CALL(UNARY_MAX_TILE, 0, 0));
  COMPUTE_FAILS(PACK_RECONFIG_L1_ACC, "pack_reconfig_l1_acc(2): 0 or 1", START, CALL(PACK_RECONFIG_L1_ACC, 2));
}

static void test_formats(void **state) {
  (void)state;
  COMPUTE_FAILS(COPY_TILE, "copy_tile of circular buffer 0 (a): SrcA is configured for Float32, the buffer holds Float16_b (reconfig_data_format is missing)",
                CALL(COMPUTE_KERNEL_HW_STARTUP, 1, 0, 2), CALL(COPY_INIT, 0), ACQUIRED, CALL(COPY_TILE, 0, 0, 0));
  COMPUTE_FAILS(PACK_TILE, "pack_tile to circular buffer 2 (c): the packer is configured for Float32, the buffer holds Float16_b (pack_reconfig_data_format is missing)",
                CALL(COMPUTE_KERNEL_HW_STARTUP, 0, 0, 1), CALL(COPY_INIT, 0), ACQUIRED, CALL(COPY_TILE, 0, 0, 0), PACKING, CALL(PACK_TILE, 0, 2));
  COMPUTE_FAILS(MATMUL_TILES, "matmul_tiles with SrcA and SrcB the wrong way round: matmul takes in1 through SrcA",
                CALL(COMPUTE_KERNEL_HW_STARTUP, 0, 1, 2), CALL(MATMUL_INIT, 0, 1, 0), ACQUIRED, CALL(MATMUL_TILES, 0, 1, 0, 0, 0));
  COMPUTE_FAILS(ADD_TILES, "add_tiles with SrcA and SrcB the wrong way round: use compute_kernel_hw_startup or reconfig_data_format",
                CALL(COMPUTE_KERNEL_HW_STARTUP_REVERSE, 0, 1, 2), CALL(ADD_INIT, 0, 1), ACQUIRED, CALL(ADD_TILES, 0, 1, 0, 0, 0));
}

static void test_unpack_to_dst(void **state) {
  (void)state;
#define TO_DST chip.rig.compute.fp32_dest_acc = true, chip.rig.compute.unpack_to_dest_fp32 = 2
  COMPUTE_FAILS_WITH((TO_DST), MATMUL_TILES, "matmul_tiles of circular buffer 1 (wide), which is unpacked to DST", CALL(COMPUTE_KERNEL_HW_STARTUP_REVERSE, 0, 1, 2),
                     CALL(MATMUL_INIT, 0, 1, 0), ACQUIRED, CALL(MATMUL_TILES, 0, 1, 0, 0, 0));
  COMPUTE_FAILS_WITH((TO_DST), COPY_TILE, "the last copy_init was for a buffer that is not unpacked to DST", CALL(COMPUTE_KERNEL_HW_STARTUP, 1, 1, 2),
                     CALL(COPY_INIT, 0), ACQUIRED, CALL(COPY_TILE, 1, 0, 0));
  COMPUTE_FAILS_WITH(chip.rig.compute.unpack_to_dest_fp32 = 2, COPY_TILE, "which is unpacked to DST: that is for copy_tile, transpose_tile and unary_bcast of Float32 with 32-bit DST only",
                     CALL(COMPUTE_KERNEL_HW_STARTUP, 1, 1, 2), CALL(COPY_INIT, 1), ACQUIRED, CALL(COPY_TILE, 1, 0, 0));
}

static void test_reused_dst(void **state) {
  (void)state;
  COMPUTE_FAILS_WITH((TO_DST), ADD_REUSE_DEST_SRCA, "add_reuse_dest_srca of circular buffer 1 (wide), which is unpacked to DST: its tile must go through a source register",
                     CALL(COMPUTE_KERNEL_HW_STARTUP, 1, 1, 2), CALL(ADD_REUSE_DEST_SRCA_INIT, 1), ACQUIRED, CALL(ADD_REUSE_DEST_SRCA, 1, 0, 0));
}

static void test_broadcast_of_a_row(void **state) {
  (void)state;
  COMPUTE_FAILS_WITH(chip.rig.compute.fp32_dest_acc = true, UNARY_BCAST_ROWS,
                     "unary_bcast_rows of circular buffer 0 (a): the chip writes a row of Float16_b to wrong places of a 32-bit DST", START,
                     CALL(UNARY_BCAST_ROWS_INIT, 0), ACQUIRED, CALL(UNARY_BCAST_ROWS, 0, 0, 0));
}

static void test_integers_and_odd_pages(void **state) {
  (void)state;
  COMPUTE_FAILS_WITH(rig_buffer(&chip.rig, 3, "ints", FORMAT_INT32, 1), ADD_TILES, "add_tiles of circular buffer 3 (ints): tiles of Int32 do not go through the FPU",
                     CALL(COMPUTE_KERNEL_HW_STARTUP, 3, 3, 2), CALL(ADD_INIT, 3, 3), ACQUIRED, CALL(ADD_TILES, 3, 3, 0, 0, 0));
  COMPUTE_FAILS_WITH(rig_buffer(&chip.rig, 3, "ints", FORMAT_INT32, 1), PACK_TILE, "packing tiles of Int32 with this DST is not emulated",
                     CALL(COMPUTE_KERNEL_HW_STARTUP, 0, 0, 3), CALL(COPY_INIT, 0), ACQUIRED, CALL(COPY_TILE, 0, 0, 0), DO(TILE_REGS_COMMIT), DO(TILE_REGS_WAIT),
                     CALL(CB_RESERVE_BACK, 3, 1), CALL(PACK_TILE, 0, 3));
  EmuCircularBuffer odd = {.id = 3, .name = "odd", .format = FORMAT_FLOAT16_B, .page_bytes = 2 * PAGE, .pages = 1};
  COMPUTE_FAILS_WITH(assert_true(emu_add_circular_buffer(chip.rig.emulator, 0, 0, &odd)), COPY_TILE, "copy_tile of circular buffer 3 (odd), whose pages of 4096 bytes are not tiles of Float16_b",
                     CALL(COMPUTE_KERNEL_HW_STARTUP, 3, 3, 2), CALL(COPY_INIT, 3), ACQUIRED, CALL(COPY_TILE, 3, 0, 0));
  COMPUTE_FAILS_WITH(assert_true(emu_add_circular_buffer(chip.rig.emulator, 0, 0, &odd)), PACK_TILE, "pack_tile to circular buffer 3 (odd), whose pages of 4096 bytes are not tiles of Float16_b",
                     READY, CALL(COPY_TILE, 0, 0, 0), DO(TILE_REGS_COMMIT), DO(TILE_REGS_WAIT), CALL(CB_RESERVE_BACK, 3, 1), CALL(PACK_TILE, 0, 3));
}

static void test_l1_accumulation(void **state) {
  (void)state;
  COMPUTE_FAILS(PACK_RECONFIG_L1_ACC, "compute ends with L1 accumulation on: pack_reconfig_l1_acc(0) is missing", START, CALL(PACK_RECONFIG_L1_ACC, 1));
  COMPUTE_FAILS(PACK_TILE, "pack_tile accumulates onto page 0 of circular buffer 2 (c), which nothing has written", READY, CALL(COPY_TILE, 0, 0, 0), PACKING,
                CALL(PACK_RECONFIG_L1_ACC, 1), CALL(PACK_TILE, 0, 2));
  COMPUTE_FAILS_WITH(rig_buffer(&chip.rig, 3, "block", FORMAT_BFP8_B, 1), PACK_TILE, "pack_tile to circular buffer 3 (block): the packer cannot accumulate in Bfp8_b",
                     CALL(COMPUTE_KERNEL_HW_STARTUP, 0, 0, 3), CALL(COPY_INIT, 0), ACQUIRED, CALL(COPY_TILE, 0, 0, 0), DO(TILE_REGS_COMMIT), DO(TILE_REGS_WAIT),
                     CALL(CB_RESERVE_BACK, 3, 1), CALL(PACK_RECONFIG_L1_ACC, 1), CALL(PACK_TILE, 0, 3));
}

static void test_reductions(void **state) {
  (void)state;
#define REDUCING(kind, dim, data, scaler) CALL(REDUCE_INIT_##kind##_##dim, data, scaler, 2), DO(REDUCE_UNINIT), CALL(REDUCE_TILE_##kind##_##dim, data, scaler, 0, 0, 0)
#define FILLED(bits) DO(FILL_TILE_INIT), DO(TILE_REGS_ACQUIRE), CALL(FILL_TILE, 0, bits)
#define SCALER(bits) FILLED(bits), PACKING, CALL(PACK_TILE, 0, 2), DO(TILE_REGS_RELEASE), CALL(CB_PUSH_BACK, 2, 1), CALL(CB_WAIT_FRONT, 2, 1), DO(TILE_REGS_ACQUIRE)
  COMPUTE_FAILS(REDUCE_TILE_MAX_ROW, "reduce_tile_max_row with a scaler tile of circular buffer 2 (c) whose rows 0 and 16 are not exactly 1: a maximum has no other scaler",
                START, SCALER(0x40000000), REDUCING(MAX, ROW, 2, 2));
  COMPUTE_FAILS(REDUCE_TILE_SUM_COL, "reduce_tile_sum_col with a scaler tile of circular buffer 2 (c) whose row 0 is zero: the scaler stands in row 0 of each face",
                START, SCALER(0), REDUCING(SUM, COL, 2, 2));
  COMPUTE_FAILS(REDUCE_TILE_SUM_ROW, "reduce_tile_sum_row after reduce_init_max_row: it needs reduce_init_sum_row", START,
                CALL(REDUCE_INIT_MAX_ROW, 0, 0, 2), DO(REDUCE_UNINIT), ACQUIRED, CALL(REDUCE_TILE_SUM_ROW, 0, 0, 0, 0, 0));
  COMPUTE_FAILS_WITH(rig_buffer(&chip.rig, 3, "scaler", FORMAT_FLOAT32, 1), REDUCE_TILE_SUM_ROW,
                     "reduce_tile_sum_row with SrcA and SrcB the wrong way round: a sum over rows takes the scaler through SrcA, so name the scaler first",
                     CALL(COMPUTE_KERNEL_HW_STARTUP, 0, 3, 2), ACQUIRED, REDUCING(SUM, ROW, 0, 3));
  COMPUTE_FAILS(REDUCE_INIT_SUM_ROW, "compute ends with the packer's mask of a reduction on: reduce_uninit is missing", START,
                CALL(REDUCE_INIT_SUM_ROW, 0, 0, 2));
  COMPUTE_FAILS(PACK_TILE, "pack_tile of a tile that no reduction has written, of which the packer keeps row 0 only: reduce_uninit is missing", START,
                CALL(REDUCE_INIT_SUM_COL, 0, 0, 2), FILLED(0x3f800000), PACKING, CALL(PACK_TILE, 0, 2));
  COMPUTE_FAILS(REDUCE_TILE_MAX_ROW, "reduce_tile_max_row onto a tile of DST that something else has written: it goes on from its own results only", START,
                SCALER(0x3f800000), CALL(FILL_TILE, 0, 0x3f800000), REDUCING(MAX, ROW, 2, 2));
}

static void test_calls_in_the_wrong_kernel(void **state) {
  (void)state;
  READER_FAILS(MATMUL_TILES, "matmul_tiles does not exist in a data-movement kernel", CALL(MATMUL_TILES, 0, 0, 0, 0, 0));
  COMPUTE_FAILS(NOC_ASYNC_READ_BARRIER, "noc_async_read_barrier does not exist in a compute kernel", DO(NOC_ASYNC_READ_BARRIER));
  READER_FAILS(GEMM, "not an operation of the device", DO(GEMM));
  READER_FAILS(LAUNCH_KERNELS, "launch_kernels belongs to the host", DO(LAUNCH_KERNELS));
}

// ---- deadlock
static void test_deadlock(void **state) {
  (void)state;
  Chip chip;
  open_chip(&chip, "wormhole_n150");
  rig_reader(&chip.rig, FEED(chip, 1));
  rig_compute(&chip.rig, STEPS(READY, CALL(COPY_TILE, 0, 0, 0), CALL(CB_POP_FRONT, 0, 1), CALL(CB_WAIT_FRONT, 0, 1), CALL(COPY_TILE, 0, 0, 1)));
  rig_writer(&chip.rig, STEPS(CALL(CB_WAIT_FRONT, 2, 1)));
  rig_fail(&chip.rig, OP_CB_WAIT_FRONT, "deadlock on core (0, 0):\n"
           "  writer waits for 1 pushed page of circular buffer 2 (c) in cb_wait_front at line 1: 0 of its 2 pages are pushed and not popped; no kernel on this core has pushed or reserved any\n"
           "  compute (unpack) waits for 1 pushed page of circular buffer 0 (a) in cb_wait_front at line 7: 0 of its 4 pages are pushed and not popped; reader, which should push, has ended\n"
           "  compute (math) waits for tiles in SrcA and SrcB in copy_tile at line 8; compute (unpack), which should unpack them, is stuck itself");
}

static void test_deadlock_on_space_and_registers(void **state) {
  (void)state;
  Chip chip;
  open_chip(&chip, "blackhole_p150");
  rig_reader(&chip.rig, FEED(chip, 5));
  // Nobody releases DST: math stops at the third acquire, so the unpacker fills both banks and stops too.
  rig_compute(&chip.rig, STEPS(START, CALL(COPY_INIT, 0), CALL(CB_WAIT_FRONT, 0, 4), DO(TILE_REGS_ACQUIRE), CALL(COPY_TILE, 0, 0, 0), DO(TILE_REGS_COMMIT), LOOP(6, 3)));
  chip.rig.x = 3;
  chip.rig.y = 2;
  rig_buffer(&chip.rig, 0, "a", FORMAT_FLOAT16_B, 1);
  rig_compute(&chip.rig, STEPS(DO(TILE_REGS_WAIT)));
  rig_fail(&chip.rig, OP_TILE_REGS_ACQUIRE, "waits for 1 free page of circular buffer 0 (a) in cb_reserve_back at line 2: 4 of its 4 pages are pushed and not popped; compute (unpack), which should pop, is stuck itself\n"
           "  compute (unpack) waits for a free bank of SrcA and SrcB in copy_tile at line 5; compute (math), which should consume one, is stuck itself\n"
           "  compute (math) waits for a free half of DST in tile_regs_acquire at line 4; compute (pack), which should release one, has ended\n"
           "  1 more core is stuck");
}

static void test_waiting_for_a_commit(void **state) {
  (void)state;
  Chip chip;
  open_chip(&chip, "wormhole_n150");
  rig_compute(&chip.rig, STEPS(DO(TILE_REGS_WAIT)));
  rig_fail(&chip.rig, OP_TILE_REGS_WAIT, "compute (pack) waits for a committed half of DST in tile_regs_wait at line 1; compute (math), which should commit one, has ended");
}

static void test_runaway(void **state) {
  (void)state;
  Chip chip;
  open_chip(&chip, "wormhole_n150");
  emu_limit_cycles(chip.rig.emulator, 100000);
  rig_writer(&chip.rig, STEPS(DO(NOC_ASYNC_WRITE_BARRIER), LOOP(100000, 1)));
  rig_fail(&chip.rig, OP_NOC_ASYNC_WRITE_BARRIER, "writer still runs after 100000 cycles");
}

// The first failure in virtual time is reported, whichever core comes first.
static void test_first_failure_wins(void **state) {
  (void)state;
  Chip chip;
  open_chip(&chip, "wormhole_n150");
  rig_reader(&chip.rig, STEPS(ACCESSOR(chip), RESERVED, CALL(NOC_ASYNC_READ_PAGE, 0, R(1), R(2)), DO(NOC_ASYNC_READ_BARRIER), CALL(CB_POP_FRONT, 0, 4)));
  chip.rig.x = 5;
  rig_buffer(&chip.rig, 0, "a", FORMAT_FLOAT16_B, 4);
  rig_reader(&chip.rig, STEPS(CALL(CB_RESERVE_BACK, 0, 1), CALL(CB_PUSH_BACK, 0, 2)));
  rig_fail(&chip.rig, OP_CB_PUSH_BACK, "cb_push_back of 2 pages");
}

static void test_program_limits(void **state) {
  (void)state;
  Rig rig;
  rig_open(&rig, "wormhole_n150");
  EmuCircularBuffer buffer = {.id = 32, .name = "x", .format = FORMAT_FLOAT16_B, .page_bytes = PAGE, .pages = 1};
  assert_false(emu_add_circular_buffer(rig.emulator, 0, 0, &buffer));  // id
  buffer.id = 31;
  assert_false(emu_add_circular_buffer(rig.emulator, 8, 0, &buffer));  // core
  buffer.page_bytes = 1000;
  assert_false(emu_add_circular_buffer(rig.emulator, 0, 0, &buffer));  // page
  buffer.page_bytes = PAGE;
  buffer.pages = (1499136 - 103712) / PAGE + 1;
  assert_false(emu_add_circular_buffer(rig.emulator, 0, 0, &buffer));  // L1
  buffer.pages--;
  assert_true(emu_add_circular_buffer(rig.emulator, 0, 0, &buffer));
  assert_false(emu_add_circular_buffer(rig.emulator, 0, 0, &buffer));  // twice
  assert_int_equal(emu_dram_allocate(rig.emulator, 1ull << 31, 1 << 20), 0);
  assert_int_equal(emu_dram_allocate(rig.emulator, 0, PAGE), 0);
  assert_int_not_equal(emu_dram_allocate(rig.emulator, 13, PAGE), 0);
  Rig second;  // two chips side by side
  rig_open(&second, "blackhole_p150");
  emu_close(second.emulator);
  emu_close(rig.emulator);
}

// Loads and stores of the RISC core.
static void test_l1_accesses(void **state) {
  (void)state;
  READER_FAILS(L1_STORE_UINT32, "l1_store_uint32 of 4 bytes at L1 offset", CALL(L1_STORE_UINT32, 12, 1));
  READER_FAILS(L1_STORE_UINT16, "which is no multiple of 2", RESERVED, CALL(L1_STORE_UINT16, AFTER(2, 3), 1));
  READER_FAILS(L1_STORE_UINT8, "where the target of a transfer lies that no barrier has waited for", READ, CALL(L1_STORE_UINT8, AFTER(2, 3), 1));
  READER_FAILS(L1_STORE_UINT8, "which is in no circular buffer", RESERVED, CALL(L1_STORE_UINT8, AFTER(2, 1000000), 1));
  READER_FAILS(L1_LOAD_UINT8, "l1_load_uint8 from L1 that nothing has written", RESERVED, CALL(L1_LOAD_UINT8, AFTER(2, 5)));
  READER_FAILS(GET_PAGE_NOC_ADDR, "get_page_noc_addr of byte 2048 of a page of 2048 bytes", CALL(GET_PAGE_NOC_ADDR, 0, R(1), 2048));
  READER_FAILS(NOC_ASYNC_READ, "which are not in one page of a tensor", RESERVED, KEEP(3, GET_PAGE_NOC_ADDR, 1, R(1), 2016), CALL(NOC_ASYNC_READ, R(3), R(2), 64));
  READER_FAILS(L1_LOAD_UINT32, "l1_load_uint32 from L1 that a read in flight still writes", READ, CALL(L1_LOAD_UINT32, R(2)));
}

// What a transfer brings is there when the barrier is over, not before.
static void test_barrier_takes_the_latency(void **state) {
  (void)state;
  Chip chip;
  open_chip(&chip, "wormhole_n150");
  rig_reader(&chip.rig, FEED(chip, 1));
  rig_writer(&chip.rig, STEPS(CALL(CB_WAIT_FRONT, 0, 1), CALL(CB_POP_FRONT, 0, 1)));
  const EmuReport *report = rig_pass(&chip.rig);
  const DeviceCosts *costs = &device_find("wormhole_n150")->costs;
  assert_true((double)report->cycles >= costs->launch_cycles.value + costs->noc_read_latency_cycles.value + PAGE / costs->noc_bytes_per_cycle.value);
  emu_close(chip.rig.emulator);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_buffer_ids),         cmocka_unit_test(test_buffer_protocol),   cmocka_unit_test(test_pages_left_at_the_end),
      cmocka_unit_test(test_tiles_outside_the_protocol), cmocka_unit_test(test_missing_barriers), cmocka_unit_test(test_source_reused),
      cmocka_unit_test(test_addresses),          cmocka_unit_test(test_targets),           cmocka_unit_test(test_dst_protocol),
      cmocka_unit_test(test_inits),              cmocka_unit_test(test_formats),           cmocka_unit_test(test_unpack_to_dst),
      cmocka_unit_test(test_integers_and_odd_pages), cmocka_unit_test(test_l1_accumulation), cmocka_unit_test(test_reductions), cmocka_unit_test(test_broadcast_of_a_row), cmocka_unit_test(test_reused_dst), cmocka_unit_test(test_calls_in_the_wrong_kernel),
      cmocka_unit_test(test_deadlock),           cmocka_unit_test(test_deadlock_on_space_and_registers), cmocka_unit_test(test_waiting_for_a_commit),
      cmocka_unit_test(test_runaway), cmocka_unit_test(test_first_failure_wins), cmocka_unit_test(test_program_limits),    cmocka_unit_test(test_barrier_takes_the_latency), cmocka_unit_test(test_l1_accesses),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
