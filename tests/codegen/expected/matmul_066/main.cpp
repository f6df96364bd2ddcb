// ---- matmul

int run(int argc, char** argv) {
    TensorData A{"A", "float16", {64, 128}, {0, 1}, {0, 0}, tt::DataFormat::Float16_b};
    TensorData B{"B", "float16", {128, 96}, {0, 1}, {0, 0}, tt::DataFormat::Float16_b};
    TensorData C{"C", "float16", {64, 96}, {0, 1}, {0, 0}, tt::DataFormat::Float16_b};
    const std::vector<TensorData*> tensors = {&A, &B, &C};
    const Options options = parse_options(argc, argv, tensors);

    // Values: --input, or the generator for what the kernel reads, or zero.
    set_values(A, options, 0, /*generate=*/true);
    set_values(B, options, 1, /*generate=*/true);
    set_values(C, options, 2, /*generate=*/false);

    auto device = distributed::MeshDevice::create_unit_mesh(0);
    distributed::MeshCommandQueue& queue = device->mesh_command_queue();
    auto A_buffer = create_buffer(*device, A);
    auto B_buffer = create_buffer(*device, B);
    auto C_buffer = create_buffer(*device, C);

    distributed::EnqueueWriteMeshBuffer(queue, A_buffer, to_tiles(A), /*blocking=*/true);
    distributed::EnqueueWriteMeshBuffer(queue, B_buffer, to_tiles(B), /*blocking=*/true);
    distributed::EnqueueWriteMeshBuffer(queue, C_buffer, to_tiles(C), /*blocking=*/true);

    // Launch: reader, compute, writer.
    {
        Program program = CreateProgram();
        const CoreRangeSet cores(std::vector{CoreRange({0, 0}, {5, 0})});

        CreateCircularBuffer(  // A_shared
            program, cores,
            CircularBufferConfig(2 * 2048, {{tt::CBIndex::c_0, tt::DataFormat::Float16_b}}).set_page_size(tt::CBIndex::c_0, 2048));
        CreateCircularBuffer(  // B_shared
            program, cores,
            CircularBufferConfig(2 * 2048, {{tt::CBIndex::c_1, tt::DataFormat::Float16_b}}).set_page_size(tt::CBIndex::c_1, 2048));
        CreateCircularBuffer(  // C_shared
            program, cores,
            CircularBufferConfig(2 * 2048, {{tt::CBIndex::c_2, tt::DataFormat::Float16_b}}).set_page_size(tt::CBIndex::c_2, 2048));

        std::vector<uint32_t> reader_compile_args;
        TensorAccessorArgs(*A_buffer).append_to(reader_compile_args);
        TensorAccessorArgs(*B_buffer).append_to(reader_compile_args);
        KernelHandle reader = CreateKernel(
            program, KERNEL_DIR "/reader.cpp", cores,
            DataMovementConfig{
                .processor = DataMovementProcessor::RISCV_1,
                .noc = NOC::NOC_0,
                .compile_args = reader_compile_args});

        KernelHandle compute = CreateKernel(
            program, KERNEL_DIR "/compute.cpp", cores,
            ComputeConfig{.math_fidelity = MathFidelity::HiFi4, .fp32_dest_acc_en = true});

        std::vector<uint32_t> writer_compile_args;
        TensorAccessorArgs(*C_buffer).append_to(writer_compile_args);
        KernelHandle writer = CreateKernel(
            program, KERNEL_DIR "/writer.cpp", cores,
            DataMovementConfig{
                .processor = DataMovementProcessor::RISCV_0,
                .noc = NOC::NOC_1,
                .compile_args = writer_compile_args});

        constexpr uint32_t tt_count = 1;
        constexpr uint32_t grid_x = 3;
        constexpr uint32_t grid_y = 2;
        const uint32_t A_address = A_buffer->address();
        const uint32_t B_address = B_buffer->address();
        const uint32_t C_address = C_buffer->address();
        struct Work {
            CoreCoord core;
            uint32_t tt_start_id;
        };
        const Work work[] = {
            {{0, 0}, 0}, {{1, 0}, 1}, {{2, 0}, 2}, {{3, 0}, 3}, {{4, 0}, 4}, {{5, 0}, 5},
        };
        for (const auto& [core, tt_start_id] : work) {
            SetRuntimeArgs(program, reader, core, {A_address, B_address, tt_start_id, tt_count, grid_x, grid_y});
            SetRuntimeArgs(program, compute, core, {tt_start_id, tt_count, grid_x, grid_y});
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
