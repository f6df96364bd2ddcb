// A program as one writes it by hand: 2 (a + b) over many cores, with its own check. Runs on the emulator's headers as it is.
#include <cstdio>
#include <vector>

#include <tt-metalium/bfloat16.hpp>
#include <tt-metalium/constants.hpp>
#include <tt-metalium/distributed.hpp>
#include <tt-metalium/host_api.hpp>
#include <tt-metalium/tensor_accessor_args.hpp>
#include <tt-metalium/tilize_utils.hpp>
#include <tt-metalium/work_split.hpp>

using namespace tt::tt_metal;

int main() {
    constexpr uint32_t rows = 96, columns = 128, tile_bytes = sizeof(bfloat16) * tt::constants::TILE_HW;
    constexpr uint32_t tiles = rows * columns / tt::constants::TILE_HW;
    auto device = distributed::MeshDevice::create_unit_mesh(0);
    auto& queue = device->mesh_command_queue();
    distributed::MeshWorkload workload;
    Program program = CreateProgram();

    std::vector<bfloat16> a(rows * columns), b(rows * columns), sum;
    for (uint32_t i = 0; i < rows * columns; ++i) {
        a[i] = bfloat16(i % 17);
        b[i] = bfloat16(i % 29 * 0.5f);
    }

    distributed::DeviceLocalBufferConfig pages{.page_size = tile_bytes, .buffer_type = BufferType::DRAM};
    distributed::ReplicatedBufferConfig size{.size = tiles * tile_bytes};
    auto buffer_a = distributed::MeshBuffer::create(size, pages, device.get());
    auto buffer_b = distributed::MeshBuffer::create(size, pages, device.get());
    auto buffer_c = distributed::MeshBuffer::create(size, pages, device.get());

    auto [count, cores, more, less, work_more, work_less] = split_work_to_cores(device->compute_with_storage_grid_size(), tiles);
    TT_FATAL(count == tiles, "{} cores", count);
    for (auto index : {tt::CBIndex::c_0, tt::CBIndex::c_1, tt::CBIndex::c_16}) {
        CreateCircularBuffer(
            program, cores, CircularBufferConfig(2 * tile_bytes, {{index, tt::DataFormat::Float16_b}}).set_page_size(index, tile_bytes));
    }

    std::vector<uint32_t> reader_args = {tt::CBIndex::c_0, tt::CBIndex::c_1}, writer_args;
    TensorAccessorArgs(*buffer_a).append_to(reader_args);
    TensorAccessorArgs(*buffer_b).append_to(reader_args);
    TensorAccessorArgs(*buffer_c).append_to(writer_args);
    auto reader = CreateKernel(program, "reader.cpp", cores, ReaderDataMovementConfig(reader_args));
    auto writer = CreateKernel(program, "writer.cpp", cores, WriterDataMovementConfig(writer_args));
    auto compute = CreateKernel(program, "compute.cpp", cores, ComputeConfig{.defines = {{"FACTOR", "2.0f"}}});

    uint32_t start = 0;
    for (const auto& [group, work] : {std::pair(more, work_more), std::pair(less, work_less)}) {
        for (const auto& range : group.ranges()) {
            for (const auto& core : range) {
                uint32_t address_a = buffer_a->address(), address_b = buffer_b->address(), address_c = buffer_c->address();
                SetRuntimeArgs(program, reader, core, {address_a, address_b, start, work});
                SetRuntimeArgs(program, writer, core, {address_c, start, work});
                SetRuntimeArgs(program, compute, core, {work});
                start += work;
            }
        }
    }

    distributed::EnqueueWriteMeshBuffer(queue, buffer_a, tilize_nfaces(a, rows, columns), false);
    distributed::EnqueueWriteMeshBuffer(queue, buffer_b, tilize_nfaces(b, rows, columns), false);
    workload.add_program(distributed::MeshCoordinateRange(device->shape()), std::move(program));
    distributed::EnqueueMeshWorkload(queue, workload, false);
    distributed::Finish(queue);
    distributed::EnqueueReadMeshBuffer(queue, sum, buffer_c, true);

    sum = untilize_nfaces(sum, rows, columns);
    for (uint32_t i = 0; i < sum.size(); ++i) {
        if (sum[i] != bfloat16(2 * (float(a[i]) + float(b[i])))) {
            std::printf("element %u is %g\n", i, float(sum[i]));
            return 1;
        }
    }
    std::printf("%zu elements are right\n", sum.size());
    return device->close() ? 0 : 1;
}
