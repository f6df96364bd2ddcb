// main.cpp: host program of kernel for wormhole_n150, compiled by tilecc from error_block_start.py.
//
//   main [--input NAME=a.npy]... [--output NAME=b.npy]... [--expect NAME=c.npy]... [--seed N]
//
// Exit code: 0, 1 if a result is not as expected, 2 if the command line is wrong.
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include <tt-metalium/circular_buffer_config.hpp>
#include <tt-metalium/core_coord.hpp>
#include <tt-metalium/device.hpp>
#include <tt-metalium/distributed.hpp>
#include <tt-metalium/host_api.hpp>
#include <tt-metalium/tensor_accessor_args.hpp>

using namespace tt::tt_metal;

#ifndef KERNEL_DIR
#define KERNEL_DIR "."  // where the kernels lie; CMakeLists.txt sets it
#endif

namespace {

// ---- Tensors: .npy files and plain values on one side, tiles in DRAM on the other.

struct TensorData {
    std::string name;
    std::string dtype;                // as the kernel declares it; NumPy's name
    std::vector<size_t> shape;
    std::array<int, 2> plane;         // the dims whose elements lie in rows and columns of tiles, -1 for none; the others are batches
    std::array<size_t, 2> split;      // 0, or the elements of a part: the parts of the plane dim are batches too, padded each
    tt::DataFormat format;            // as it is stored
    std::vector<double> values = {};  // in C order, each a value of dtype

    size_t count() const { return std::accumulate(shape.begin(), shape.end(), size_t{1}, std::multiplies<>()); }
    // Elements of a plane dim that lie side by side: all of them or a part. `which`: 0 for rows, 1 for columns.
    size_t part(int which) const { return plane[which] < 0 ? 1 : split[which] ? split[which] : shape[plane[which]]; }
    size_t tile_rows() const { return (part(0) + 31) / 32; }
    size_t tile_columns() const { return (part(1) + 31) / 32; }
    // Batches of a dim: its elements, or the parts of a plane dim.
    size_t batches(size_t dim) const {
        int which = static_cast<int>(dim) == plane[0] ? 0 : static_cast<int>(dim) == plane[1] ? 1 : -1;
        return which < 0 ? shape[dim] : (shape[dim] + part(which) - 1) / part(which);
    }

    size_t pages() const {
        size_t planes = 1;
        for (size_t dim = 0; dim < shape.size(); ++dim) {
            planes *= batches(dim);
        }
        return planes * tile_rows() * tile_columns();
    }

    size_t element_bytes() const {
        switch (format) {
            case tt::DataFormat::Float32:
            case tt::DataFormat::Int32:
            case tt::DataFormat::UInt32: return 4;
            case tt::DataFormat::Float16_b:
            case tt::DataFormat::UInt16: return 2;
            case tt::DataFormat::UInt8: return 1;
            default: throw std::runtime_error(name + ": this program does not store tensors in that format");
        }
    }
    uint32_t page_bytes() const { return static_cast<uint32_t>(1024 * element_bytes()); }
};

// A float type: the bits of its significand, its least exponent, its largest value and what lies beyond that.
struct FloatType {
    int digits, least;
    double largest, beyond;
};

const std::map<std::string, FloatType> FLOAT_TYPES = {
    {"float16", {11, -14, 65504, INFINITY}},          {"bfloat16", {8, -126, 0x1.fep127, INFINITY}}, {"float8_e4m3", {4, -6, 448, NAN}},
    {"float8_e4m3fn", {4, -6, 448, NAN}},             {"float8_e4m3fnuz", {4, -7, 240, NAN}},        {"float8_e5m2", {3, -14, 57344, INFINITY}},
    {"float8_e5m2fnuz", {3, -15, 57344, NAN}},        {"float6_e2m3fn", {4, 0, 7.5, 7.5}},           {"float6_e3m2fn", {3, -2, 28, 28}},
    {"float4_e2m1fn", {2, 0, 6, 6}}};

// To nearest even; below the least exponent bits are lost as in denormals.
double round_float(const FloatType& type, double value) {
    if (std::isnan(value) || value == 0) {
        return value;
    }
    double rounded = value;
    if (std::isfinite(value)) {
        double unit = std::ldexp(1.0, std::max(std::ilogb(value), type.least) - type.digits + 1);
        rounded = std::nearbyint(value / unit) * unit;
    }
    return std::abs(rounded) > type.largest ? std::copysign(type.beyond, value) : rounded;
}

// Integers wrap around.
double round_to(const std::string& dtype, double value) {
    auto type = FLOAT_TYPES.find(dtype);
    if (type != FLOAT_TYPES.end()) {
        return round_float(type->second, value);
    }
    if (dtype == "float32") {
        return static_cast<double>(static_cast<float>(value));
    }
    int64_t integer = static_cast<int64_t>(value);
    return dtype == "bool"     ? integer != 0
           : dtype == "int8"   ? static_cast<int8_t>(integer)
           : dtype == "uint8"  ? static_cast<uint8_t>(integer)
           : dtype == "int16"  ? static_cast<int16_t>(integer)
           : dtype == "uint16" ? static_cast<uint16_t>(integer)
                               : value;
}

// The documented generator: uniform in [-1, 1), a function of seed, argument and element.
double generated_value(uint64_t seed, uint64_t argument, uint64_t element) {
    auto mix = [](uint64_t z) {
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    };
    constexpr uint64_t golden = 0x9e3779b97f4a7c15;
    uint64_t bits = mix(mix(seed + golden * (argument + 1)) + golden * (element + 1));
    return static_cast<double>(bits >> 40) * 0x1p-23 - 1.0;
}

// Where an element lies: pages go by batch, row of tiles, column of tiles; a page is four faces of 16x16 elements.
size_t tile_position(const TensorData& tensor, size_t index) {
    size_t batch = 0, batches = 1, row = 0, column = 0;
    for (size_t dim = tensor.shape.size(); dim-- > 0; index /= tensor.shape[dim]) {
        size_t coordinate = index % tensor.shape[dim];
        for (int which = 0; which < 2; ++which) {
            if (static_cast<int>(dim) == tensor.plane[which]) {
                (which ? column : row) = coordinate % tensor.part(which);
                coordinate /= tensor.part(which);
            }
        }
        batch += coordinate * batches;
        batches *= tensor.batches(dim);
    }
    size_t page = (batch * tensor.tile_rows() + row / 32) * tensor.tile_columns() + column / 32;
    size_t face = row % 32 / 16 * 2 + column % 32 / 16;
    return page * 1024 + face * 256 + row % 16 * 16 + column % 16;
}

uint32_t encode(tt::DataFormat format, double value) {
    if (format == tt::DataFormat::Float32) {
        return std::bit_cast<uint32_t>(static_cast<float>(value));
    }
    if (format == tt::DataFormat::Float16_b) {
        uint32_t quiet = std::isnan(value) ? 0x40 : 0;
        return std::bit_cast<uint32_t>(static_cast<float>(round_to("bfloat16", value))) >> 16 | quiet;
    }
    return static_cast<uint32_t>(static_cast<int64_t>(value));
}

double decode(tt::DataFormat format, uint32_t bits) {
    switch (format) {
        case tt::DataFormat::Float32: return std::bit_cast<float>(bits);
        case tt::DataFormat::Float16_b: return std::bit_cast<float>(bits << 16);
        case tt::DataFormat::Int32: return static_cast<int32_t>(bits);
        default: return bits;
    }
}

// Permutes, pads with zeros, rounds to the stored format and tilizes.
std::vector<uint8_t> to_tiles(const TensorData& tensor) {
    size_t bytes = tensor.element_bytes();
    std::vector<uint8_t> tiles(tensor.pages() * tensor.page_bytes());
    for (size_t i = 0; i < tensor.values.size(); ++i) {
        uint32_t bits = encode(tensor.format, tensor.values[i]);
        std::memcpy(&tiles[tile_position(tensor, i) * bytes], &bits, bytes);
    }
    return tiles;
}

void from_tiles(TensorData& tensor, const std::vector<uint8_t>& tiles) {
    size_t bytes = tensor.element_bytes();
    for (size_t i = 0; i < tensor.values.size(); ++i) {
        uint32_t bits = 0;
        std::memcpy(&bits, &tiles[tile_position(tensor, i) * bytes], bytes);
        tensor.values[i] = round_to(tensor.dtype, decode(tensor.format, bits));
    }
}

// ---- .npy files: little-endian, C order.

std::string npy_shape(const TensorData& tensor) {
    std::string text = "(";
    for (size_t i = 0; i < tensor.shape.size(); ++i) {
        text += std::to_string(tensor.shape[i]) + (i + 1 < tensor.shape.size() ? ", " : tensor.shape.size() == 1 ? "," : "");
    }
    return text + ")";
}

double npy_element(const char* at, char kind, size_t size) {
    uint64_t bits = 0;
    std::memcpy(&bits, at, size);
    if (kind == 'f' && size == 2) {
        double magnitude = bits & 0x7c00 ? std::ldexp((bits & 0x3ff) + 1024.0, static_cast<int>(bits >> 10 & 31) - 25)
                                         : std::ldexp(static_cast<double>(bits & 0x3ff), -24);
        if ((bits & 0x7c00) == 0x7c00) {
            magnitude = bits & 0x3ff ? NAN : INFINITY;
        }
        return bits & 0x8000 ? -magnitude : magnitude;
    }
    if (kind == 'f') {
        return size == 4 ? std::bit_cast<float>(static_cast<uint32_t>(bits)) : std::bit_cast<double>(bits);
    }
    if (kind == 'i') {
        unsigned shift = static_cast<unsigned>(64 - 8 * size);
        return static_cast<double>(static_cast<int64_t>(bits << shift) >> shift);
    }
    return static_cast<double>(bits);
}

// What stands in a .npy header after a key, up to `end`.
std::string npy_entry(const std::string& header, const std::string& key, char end) {
    size_t at = header.find("'" + key + "': ");
    size_t begin = at + key.size() + 4, close = at == std::string::npos ? at : header.find(end, begin);
    return close == std::string::npos ? "" : header.substr(begin, close + 1 - begin);
}

std::vector<double> read_npy(const TensorData& tensor, const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(file)), {});
    size_t prefix = bytes.size() > 12 && bytes[6] > 1 ? 12 : 10, length = 0;
    if (bytes.size() > 12 && bytes.compare(0, 6, "\x93NUMPY") == 0) {
        std::memcpy(&length, &bytes[8], prefix - 8);
    }
    std::string header = bytes.substr(std::min(prefix, bytes.size()), length);
    std::string type = npy_entry(header, "descr", ','), shape = npy_entry(header, "shape", ')');  // type: '<f4',
    bool known = type.size() == 6 && (type[1] == '<' || type[1] == '|') && std::strchr("fiub", type[2]) && std::strchr("1248", type[3]);
    if (!known || npy_entry(header, "fortran_order", ',') != "False,") {
        throw std::runtime_error(path + ": not a .npy file of little-endian numbers in C order");
    }
    if (shape != npy_shape(tensor)) {
        throw std::runtime_error(path + ": the shape is " + shape + ", " + tensor.name + " has " + npy_shape(tensor));
    }
    size_t size = static_cast<size_t>(type[3] - '0'), begin = prefix + length;
    if (bytes.size() < begin + size * tensor.count()) {
        throw std::runtime_error(path + ": the file ends early");
    }
    std::vector<double> values(tensor.count());
    for (size_t i = 0; i < values.size(); ++i) {
        values[i] = round_to(tensor.dtype, npy_element(&bytes[begin + i * size], type[2], size));
    }
    return values;
}

// Integers are written as they are, floats as float32, which holds every value of the smaller types.
void write_npy(const TensorData& tensor, const std::string& path) {
    bool is_float = tensor.dtype.find("float") != std::string::npos;
    std::string kind = is_float ? "<f4" : tensor.dtype[0] == 'u' ? "<u4" : "<i4";
    std::string header = "{'descr': '" + kind + "', 'fortran_order': False, 'shape': " + npy_shape(tensor) + ", }";
    header.append(63 - (header.size() + 10) % 64, ' ').append("\n");
    std::ofstream file(path, std::ios::binary);
    file << "\x93NUMPY" << '\1' << '\0' << static_cast<char>(header.size() & 255) << static_cast<char>(header.size() >> 8) << header;
    for (double value : tensor.values) {
        uint32_t bits = encode(is_float ? tt::DataFormat::Float32 : tt::DataFormat::Int32, value);
        file.write(reinterpret_cast<const char*>(&bits), 4);
    }
    if (!file.flush()) {
        throw std::runtime_error("cannot write " + path);
    }
}

// ---- The command line.

struct Options {
    std::map<std::string, std::string> input, output, expect;
    uint64_t seed = 0;
};

Options parse_options(int argc, char** argv, const std::vector<TensorData*>& tensors) {
    Options options;
    std::map<std::string, std::map<std::string, std::string>*> tables = {
        {"--input", &options.input}, {"--output", &options.output}, {"--expect", &options.expect}};
    for (int i = 1; i < argc; i += 2) {
        std::string option = argv[i], value = i + 1 < argc ? argv[i + 1] : "";
        size_t equals = value.find('=');
        std::string name = value.substr(0, equals);
        for (size_t position = 0; position < tensors.size(); ++position) {
            name = name == std::to_string(position) ? tensors[position]->name : name;
        }
        bool known = std::any_of(tensors.begin(), tensors.end(), [&](const TensorData* tensor) { return tensor->name == name; });
        if (option == "--seed" && !value.empty() && value.find_first_not_of("0123456789") == std::string::npos) {
            options.seed = std::stoull(value);
        } else if (tables.count(option) && equals != std::string::npos && known) {
            (*tables[option])[name] = value.substr(equals + 1);
        } else {
            throw std::invalid_argument(option + " " + value);
        }
    }
    return options;
}

// ---- The verdict: small errors on the whole, no large one anywhere, NaN and infinities where they belong.

// The packer stores a NaN as an infinity in these formats.
bool packs_nan_as_infinity(const TensorData& tensor) {
    return tensor.format == tt::DataFormat::Float16_b || tensor.format == tt::DataFormat::Bfp8_b;
}

bool same_class(const TensorData& tensor, double actual, double expected) {
    if (std::isnan(expected)) {
        return std::isnan(actual) || (packs_nan_as_infinity(tensor) && std::isinf(actual));
    }
    return expected == actual;
}

bool agrees(const TensorData& tensor, const std::vector<double>& expected, double roundoff) {
    double reference = 0, error = 0, largest = 0, count = static_cast<double>(expected.size());
    bool special = true;
    auto is_plain = [&](size_t i) { return std::isfinite(expected[i]) && std::isfinite(tensor.values[i]); };
    for (size_t i = 0; i < expected.size(); ++i) {
        if (is_plain(i)) {
            reference += expected[i] * expected[i] / count;
            error += (tensor.values[i] - expected[i]) * (tensor.values[i] - expected[i]) / count;
            largest = std::max(largest, std::abs(tensor.values[i] - expected[i]));
        } else {
            special &= same_class(tensor, tensor.values[i], expected[i]);
        }
    }
    reference = std::sqrt(reference);
    error = std::sqrt(error);
    bool good = special && error <= 4 * roundoff * reference;
    for (size_t i = 0; i < expected.size() && good; ++i) {
        good = !is_plain(i) ||
               std::abs(tensor.values[i] - expected[i]) <= roundoff * (64 * reference + 8 * std::abs(expected[i]));
    }
    std::printf("%s: %s, RMS error %.3g (reference %.3g), largest error %.3g\n", tensor.name.c_str(), good ? "right" : "WRONG",
                error, reference, largest);
    return good;
}

std::shared_ptr<distributed::MeshBuffer> create_buffer(distributed::MeshDevice& device, const TensorData& tensor) {
    distributed::ReplicatedBufferConfig size{.size = tensor.pages() * tensor.page_bytes()};
    distributed::DeviceLocalBufferConfig pages{.page_size = tensor.page_bytes(), .buffer_type = BufferType::DRAM};
    return distributed::MeshBuffer::create(size, pages, &device);
}

void set_values(TensorData& tensor, const Options& options, uint64_t argument, bool generate) {
    auto given = options.input.find(tensor.name);
    if (given != options.input.end()) {
        tensor.values = read_npy(tensor, given->second);
        return;
    }
    tensor.values.resize(tensor.count());
    if (generate && tensor.dtype.find("float") == std::string::npos) {
        throw std::invalid_argument("no values for " + tensor.name + ", a tensor of " + tensor.dtype + ": --input " + tensor.name + "=file.npy");
    }
    for (size_t i = 0; i < tensor.values.size() && generate; ++i) {
        tensor.values[i] = round_to(tensor.dtype, generated_value(options.seed, argument, i));
    }
}

bool take_result(
    distributed::MeshCommandQueue& queue, TensorData& tensor, std::shared_ptr<distributed::MeshBuffer>& buffer, const Options& options,
    double roundoff) {
    std::vector<uint8_t> tiles;
    distributed::EnqueueReadMeshBuffer(queue, tiles, buffer, /*blocking=*/true);
    from_tiles(tensor, tiles);
    auto output = options.output.find(tensor.name), expect = options.expect.find(tensor.name);
    if (output != options.output.end()) {
        write_npy(tensor, output->second);
    }
    return expect == options.expect.end() || agrees(tensor, read_npy(tensor, expect->second), roundoff);
}

// ---- kernel

int run(int argc, char** argv) {
    TensorData A{"A", "float16", {64, 64, 3}, {0, 1}, {0, 0}, tt::DataFormat::Float16_b};
    TensorData C{"C", "float16", {64, 64}, {0, 1}, {0, 0}, tt::DataFormat::Float16_b};
    const std::vector<TensorData*> tensors = {&A, &C};
    const Options options = parse_options(argc, argv, tensors);

    // Values: --input, or the generator for what the kernel reads, or zero.
    set_values(A, options, 0, /*generate=*/true);
    set_values(C, options, 1, /*generate=*/false);

    auto device = distributed::MeshDevice::create_unit_mesh(0);
    distributed::MeshCommandQueue& queue = device->mesh_command_queue();
    auto A_buffer = create_buffer(*device, A);
    auto C_buffer = create_buffer(*device, C);

    distributed::EnqueueWriteMeshBuffer(queue, A_buffer, to_tiles(A), /*blocking=*/true);
    distributed::EnqueueWriteMeshBuffer(queue, C_buffer, to_tiles(C), /*blocking=*/true);

    // Launch: reader, writer.
    {
        Program program = CreateProgram();
        const CoreRangeSet cores(std::vector{CoreRange({0, 0}, {3, 0})});

        CreateCircularBuffer(  // scratch_out
            program, cores,
            CircularBufferConfig(1 * 2048, {{tt::CBIndex::c_0, tt::DataFormat::Float16_b}}).set_page_size(tt::CBIndex::c_0, 2048));
        CreateCircularBuffer(  // S
            program, cores,
            CircularBufferConfig(1 * 2048, {{tt::CBIndex::c_1, tt::DataFormat::Float16_b}}).set_page_size(tt::CBIndex::c_1, 2048));

        std::vector<uint32_t> reader_compile_args;
        TensorAccessorArgs(*A_buffer).append_to(reader_compile_args);
        KernelHandle reader = CreateKernel(
            program, KERNEL_DIR "/reader.cpp", cores,
            DataMovementConfig{
                .processor = DataMovementProcessor::RISCV_1,
                .noc = NOC::NOC_0,
                .compile_args = reader_compile_args});

        std::vector<uint32_t> writer_compile_args;
        TensorAccessorArgs(*C_buffer).append_to(writer_compile_args);
        KernelHandle writer = CreateKernel(
            program, KERNEL_DIR "/writer.cpp", cores,
            DataMovementConfig{
                .processor = DataMovementProcessor::RISCV_0,
                .noc = NOC::NOC_1,
                .compile_args = writer_compile_args});

        constexpr uint32_t tt_count = 1;
        constexpr uint32_t grid_x = 2;
        constexpr uint32_t grid_y = 2;
        const uint32_t A_address = A_buffer->address();
        const uint32_t C_address = C_buffer->address();
        struct Work {
            CoreCoord core;
            uint32_t tt_start_id;
        };
        const Work work[] = {
            {{0, 0}, 0}, {{1, 0}, 1}, {{2, 0}, 2}, {{3, 0}, 3},
        };
        for (const auto& [core, tt_start_id] : work) {
            SetRuntimeArgs(program, reader, core, {A_address, tt_start_id, tt_count, grid_x, grid_y});
            SetRuntimeArgs(program, writer, core, {C_address, tt_start_id, tt_count, grid_x, grid_y});
        }

        distributed::MeshWorkload workload;
        workload.add_program(distributed::MeshCoordinateRange(device->shape()), std::move(program));
        distributed::EnqueueMeshWorkload(queue, workload, /*blocking=*/false);
        distributed::Finish(queue);
    }

    // Results.
    bool right = true;
    right &= take_result(queue, C, C_buffer, options, /*roundoff=*/0x1p-8);
    device->close();
    return right ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::invalid_argument& error) {
        std::fprintf(stderr, "cannot use: %s\n", error.what());
        return 2;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "error: %s\n", error.what());
        return 1;
    }
}
