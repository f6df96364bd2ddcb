// Logical cores, rectangles of them and sets of rectangles.
#pragma once
#include <compare>
#include <cstddef>
#include <cstdint>
#include <set>
#include <stdexcept>
#include <variant>
#include <vector>

namespace tt::tt_metal {

struct CoreCoord {
    size_t x = 0, y = 0;

    constexpr CoreCoord() = default;
    constexpr CoreCoord(size_t x, size_t y) : x(x), y(y) {}
    auto operator<=>(const CoreCoord&) const = default;
};

// Both corners belong to it.
class CoreRange {
public:
    CoreCoord start_coord, end_coord;

    CoreRange(const CoreCoord& point) : start_coord(point), end_coord(point) {}
    CoreRange(const CoreCoord& start, const CoreCoord& end) : start_coord(start), end_coord(end) {
        if (end.x < start.x || end.y < start.y) {
            throw std::runtime_error("CoreRange: the end lies before the start");
        }
    }
    auto operator<=>(const CoreRange&) const = default;

    bool contains(const CoreCoord& core) const {
        return core.x >= start_coord.x && core.x <= end_coord.x && core.y >= start_coord.y && core.y <= end_coord.y;
    }
    size_t size() const { return (end_coord.x - start_coord.x + 1) * (end_coord.y - start_coord.y + 1); }

    // Row by row.
    class CoreIterator {
    public:
        CoreIterator(const CoreCoord& core, const CoreRange& range) : core_(core), range_(&range) {}
        const CoreCoord& operator*() const { return core_; }
        CoreIterator& operator++() {
            if (core_.x++ == range_->end_coord.x) {
                core_ = {range_->start_coord.x, core_.y + 1};
            }
            return *this;
        }
        bool operator==(const CoreIterator& other) const { return core_ == other.core_; }

    private:
        CoreCoord core_;
        const CoreRange* range_;
    };
    CoreIterator begin() const { return {start_coord, *this}; }
    CoreIterator end() const { return {{start_coord.x, end_coord.y + 1}, *this}; }
};

class CoreRangeSet {
public:
    CoreRangeSet() = default;
    CoreRangeSet(const CoreRange& range) : ranges_{range} {}
    CoreRangeSet(std::vector<CoreRange>&& ranges) : ranges_(std::move(ranges)) {}
    CoreRangeSet(const std::set<CoreRange>& ranges) : ranges_(ranges.begin(), ranges.end()) {}

    const std::vector<CoreRange>& ranges() const { return ranges_; }
    bool empty() const { return ranges_.empty(); }
    size_t size() const { return ranges_.size(); }
    uint32_t num_cores() const {
        size_t count = 0;
        for (const CoreRange& range : ranges_) {
            count += range.size();
        }
        return static_cast<uint32_t>(count);
    }
    bool contains(const CoreCoord& core) const {
        for (const CoreRange& range : ranges_) {
            if (range.contains(core)) {
                return true;
            }
        }
        return false;
    }

private:
    std::vector<CoreRange> ranges_;
};

using CoreSpec = std::variant<CoreCoord, CoreRange, CoreRangeSet>;

}  // namespace tt::tt_metal
