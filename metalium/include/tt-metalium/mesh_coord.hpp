// Shapes and ranges of a mesh of chips; here it is always one chip.
#pragma once
#include <cstddef>
#include <cstdint>

namespace tt::tt_metal::distributed {

class MeshShape {
public:
    MeshShape(uint32_t rows = 1, uint32_t columns = 1) : rows_(rows), columns_(columns) {}
    size_t mesh_size() const { return size_t{rows_} * columns_; }

private:
    uint32_t rows_, columns_;
};

class MeshCoordinateRange {
public:
    explicit MeshCoordinateRange(const MeshShape& shape) : shape_(shape) {}
    const MeshShape& shape() const { return shape_; }

private:
    MeshShape shape_;
};

}  // namespace tt::tt_metal::distributed
