// read_tile_value: a word of L1 for the whole compute kernel. The unpacker loads it and sends it to math and packer.
#include "emulator/machine.h"
#include "ir/ir.h"

static EmuStatus receive(EmuThread *thread, Mailbox *box, int64_t *result) {
  if (!box->count) return emu_wait(thread, WAIT_MAIL, NULL, 0);
  *result = box->words[box->first];
  box->first = (box->first + 1) % MAILBOX_WORDS;
  box->count--;
  emu_wake(thread->core, WAIT_MAIL_SPACE, NULL, thread->time);
  return emu_done(thread, emu_costs(thread)->risc_load);
}

DEVICE_OP(READ_TILE_VALUE) {
  Core *core = thread->core;
  if (thread->role != EMU_UNPACK) return receive(thread, &core->mailboxes[thread->role == EMU_PACK], result);
  CircularBuffer *buffer = emu_find_buffer(thread, args[0]);
  if (!buffer) return EMU_FAILED;
  if (args[1] < 0 || args[1] >= buffer->waited)
    return emu_failf(thread, "read_tile_value of tile %lld of circular buffer %u (%s), but %u are waited for", (long long)args[1], buffer->id,
                     buffer->name, buffer->waited);
  if (args[2] < 0 || args[2] >= buffer->page_bytes / 4)
    return emu_failf(thread, "read_tile_value of word %lld of a page of %u bytes", (long long)args[2], buffer->page_bytes);
  uint32_t page = (emu_front(buffer) + (uint32_t)args[1]) % buffer->pages, offset = buffer->offset + page * buffer->page_bytes + 4 * (uint32_t)args[2];
  if (!emu_bits_all(core->written, offset, 4)) return emu_failf(thread, "read_tile_value of a word that nothing has written");
  for (unsigned i = 0; i < 2; i++)
    if (core->mailboxes[i].count == MAILBOX_WORDS) return emu_wait(thread, WAIT_MAIL_SPACE, NULL, 0);
  uint32_t word;
  memcpy(&word, core->l1 + offset, sizeof word);
  *result = word;
  for (unsigned i = 0; i < 2; i++) {
    Mailbox *box = &core->mailboxes[i];
    box->words[(box->first + box->count++) % MAILBOX_WORDS] = word;
  }
  emu_wake(core, WAIT_MAIL, NULL, thread->time);
  return emu_done(thread, emu_costs(thread)->risc_load);
}
