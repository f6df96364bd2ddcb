// Programs on their way to the device.
#pragma once
#include <utility>
#include <vector>

#include <tt-metalium/mesh_coord.hpp>
#include <tt-metalium/program.hpp>

namespace tt::tt_metal::distributed {

class MeshWorkload {
public:
    void add_program(const MeshCoordinateRange&, Program&& program) { programs_.push_back(std::move(program)); }
    std::vector<Program>& programs() { return programs_; }

private:
    std::vector<Program> programs_;
};

}  // namespace tt::tt_metal::distributed
