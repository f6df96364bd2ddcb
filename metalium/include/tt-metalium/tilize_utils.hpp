// Row-major matrices to and from tiles of 32x32 with four faces of 16x16, tiles row by row.
#pragma once
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <vector>

namespace tilecc {
// Where element (row, column) of a matrix of `columns` columns lies among its tiles.
inline size_t tile_position(size_t row, size_t column, size_t columns) {
    size_t tile = row / 32 * (columns / 32) + column / 32;
    size_t face = row % 32 / 16 * 2 + column % 32 / 16;
    return tile * 1024 + face * 256 + row % 16 * 16 + column % 16;
}

inline void check_tiles(size_t count, uint32_t rows, uint32_t columns) {
    if (rows % 32 || columns % 32 || count != size_t{rows} * columns) {
        throw std::runtime_error("tilize: the matrix is not made of whole tiles");
    }
}
}  // namespace tilecc

template <typename T>
std::vector<T> tilize_nfaces(const std::vector<T>& input, uint32_t rows, uint32_t columns) {
    tilecc::check_tiles(input.size(), rows, columns);
    std::vector<T> tiles(input.size());
    for (size_t i = 0; i < input.size(); ++i) {
        tiles[tilecc::tile_position(i / columns, i % columns, columns)] = input[i];
    }
    return tiles;
}

template <typename T>
std::vector<T> untilize_nfaces(const std::vector<T>& input, uint32_t rows, uint32_t columns) {
    tilecc::check_tiles(input.size(), rows, columns);
    std::vector<T> matrix(input.size());
    for (size_t i = 0; i < input.size(); ++i) {
        matrix[i] = input[tilecc::tile_position(i / columns, i % columns, columns)];
    }
    return matrix;
}
