// Work shared out over the cores of a grid.
#pragma once
#include <algorithm>
#include <tuple>
#include <vector>

#include <tt-metalium/core_coord.hpp>

namespace tt::tt_metal {

// Number of cores, all of them, those with one unit more and those with one less, and how many units each has. Cores are
// taken column by column, or row by row if asked.
inline std::tuple<uint32_t, CoreRangeSet, CoreRangeSet, CoreRangeSet, uint32_t, uint32_t> split_work_to_cores(
    CoreCoord grid, uint32_t units, bool row_wise = false) {
    uint32_t cores = std::min(units, static_cast<uint32_t>(grid.x * grid.y));
    if (!cores) {
        return {0, {}, {}, {}, 0, 0};
    }
    uint32_t rest = units % cores, more = rest ? rest : cores;
    std::vector<CoreRange> all, first, second;
    for (size_t i = 0; i < cores; ++i) {
        CoreRange core(row_wise ? CoreCoord(i % grid.x, i / grid.x) : CoreCoord(i / grid.y, i % grid.y));
        all.push_back(core);
        (i < more ? first : second).push_back(core);
    }
    return {cores, std::move(all), std::move(first), std::move(second), units / cores + (rest ? 1 : 0), rest ? units / cores : 0};
}

}  // namespace tt::tt_metal
