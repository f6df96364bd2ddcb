// The replay buffer as the LLK headers drive it. Their compiler has intrinsics for it; here a REPLAY instruction is pushed to the
// thread's instruction port: opcode 4, first slot in bits 14 up, number of instructions in bits 4 up, bit 1: execute while recording,
// bit 0: record.
#pragma once
#include <cstdint>

extern volatile std::uint32_t __instrn_buffer[];

namespace lltt {

enum ExecBool : bool { NoExec, Exec };

constexpr std::uint32_t replay_insn(unsigned first, unsigned count) { return 4u << 24 | first << 14 | count << 4; }

[[gnu::always_inline]] inline void replay(unsigned first, unsigned count) { __instrn_buffer[0] = replay_insn(first, count); }

template <ExecBool execute = NoExec>
[[gnu::always_inline]] inline void record(unsigned first, unsigned count) {
    __instrn_buffer[0] = replay_insn(first, count) | (execute == Exec ? 3u : 1u);
}

}  // namespace lltt
