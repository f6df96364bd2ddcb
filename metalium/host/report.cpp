// Cycles and failures -> TILECC_REPORT (JSON, one key a line) and stderr.
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "runtime.h"

namespace {

const char* const ROLES[EMU_ROLES] = {"reader", "writer", "unpack", "math", "pack"};

void put_string(FILE* file, const char* text) {
    std::fputc('"', file);
    for (; *text; ++text) {
        unsigned char byte = static_cast<unsigned char>(*text);
        if (byte == '"' || byte == '\\') {
            std::fprintf(file, "\\%c", byte);
        } else if (byte < 0x20) {
            std::fprintf(file, "\\u%04x", byte);
        } else {
            std::fputc(byte, file);
        }
    }
    std::fputc('"', file);
}

// Programs run one after the other: figures add up.
EmuReport& total() {
    static EmuReport report = {};
    return report;
}

void add_up(const EmuReport& report) {
    EmuReport& sum = total();
    sum.cycles += report.cycles;
    sum.dram_read_bytes += report.dram_read_bytes;
    sum.dram_written_bytes += report.dram_written_bytes;
    sum.matmul_tiles += report.matmul_tiles;
    for (int role = 0; role < EMU_ROLES; ++role) {
        sum.roles[role].busy += report.roles[role].busy;
        sum.roles[role].total += report.roles[role].total;
    }
}

void put_number(FILE* file, const char* key, uint64_t value) {
    std::fprintf(file, ",\n  \"%s\": %llu", key, static_cast<unsigned long long>(value));
}

}  // namespace

void report_run(const EmuReport& report) {
    add_up(report);
    const char* path = std::getenv("TILECC_REPORT");
    FILE* file = path ? std::fopen(path, "w") : nullptr;
    if (!file) {
        return;
    }
    const EmuReport& sum = total();
    std::fprintf(file, "{\n  \"ok\": %s", report.ok ? "true" : "false");
    put_number(file, "cycles", sum.cycles);
    put_number(file, "dram_read_bytes", sum.dram_read_bytes);
    put_number(file, "dram_written_bytes", sum.dram_written_bytes);
    put_number(file, "matmul_tiles", sum.matmul_tiles);
    for (int role = 0; role < EMU_ROLES; ++role) {
        std::string key = ROLES[role];
        put_number(file, (key + "_busy").c_str(), sum.roles[role].busy);
        put_number(file, (key + "_total").c_str(), sum.roles[role].total);
    }
    if (!report.ok) {
        std::fprintf(file, ",\n  \"failure\": ");
        put_string(file, report.failure.message);
    }
    std::fprintf(file, "\n}\n");
    std::fclose(file);
}

void report_failure(const EmuFailure& failure, const std::string& file) {
    std::fflush(stdout);
    std::fprintf(stderr, "error: ");
    if (failure.place.line) {
        std::fprintf(stderr, "%s:%u: ", std::filesystem::path(file).lexically_normal().c_str(), failure.place.line);
    }
    std::fprintf(stderr, "%s\n", failure.message);
    if (failure.kernel && failure.place.line) {
        std::fprintf(stderr, "  in kernel %s, core (%u, %u), %s\n", failure.kernel, failure.core_x, failure.core_y, ROLES[failure.role]);
    }
}
