// ---- main

int run(int argc, char** argv) {
    TensorData A{"A", "float32", {32, 32}, {0, 1}, {0, 0}, tt::DataFormat::Float32};
    TensorData B{"B", "float32", {32, 32}, {0, 1}, {0, 0}, tt::DataFormat::Float32};
    TensorData C{"C", "float32", {32, 32}, {0, 1}, {0, 0}, tt::DataFormat::Float32};
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
        const CoreRangeSet cores(std::vector{CoreRange({0, 0}, {0, 0})});

        CreateCircularBuffer(  // A
            program, cores,
            CircularBufferConfig(1 * 4096, {{tt::CBIndex::c_0, tt::DataFormat::Float32}}).set_page_size(tt::CBIndex::c_0, 4096));
        CreateCircularBuffer(  // B
            program, cores,
            CircularBufferConfig(1 * 4096, {{tt::CBIndex::c_1, tt::DataFormat::Float32}}).set_page_size(tt::CBIndex::c_1, 4096));
        CreateCircularBuffer(  // C
            program, cores,
            CircularBufferConfig(1 * 4096, {{tt::CBIndex::c_2, tt::DataFormat::Float32}}).set_page_size(tt::CBIndex::c_2, 4096));

        std::vector<uint32_t> reader_compile_args;
        TensorAccessorArgs(*A_buffer).append_to(reader_compile_args);
        TensorAccessorArgs(*B_buffer).append_to(reader_compile_args);
        KernelHandle reader = CreateKernel(
            program, KERNEL_DIR "/reader.cpp", cores,
            DataMovementConfig{
                .processor = DataMovementProcessor::RISCV_1,
                .noc = NOC::NOC_0,
                .compile_args = reader_compile_args});

        std::vector<UnpackToDestMode> modes(NUM_CIRCULAR_BUFFERS, UnpackToDestMode::Default);
        modes[tt::CBIndex::c_0] = UnpackToDestMode::UnpackToDestFp32;  // A
        modes[tt::CBIndex::c_1] = UnpackToDestMode::UnpackToDestFp32;  // B
        KernelHandle compute = CreateKernel(
            program, KERNEL_DIR "/compute.cpp", cores,
            ComputeConfig{.math_fidelity = MathFidelity::HiFi4, .fp32_dest_acc_en = true, .unpack_to_dest_mode = modes});

        std::vector<uint32_t> writer_compile_args;
        TensorAccessorArgs(*C_buffer).append_to(writer_compile_args);
        KernelHandle writer = CreateKernel(
            program, KERNEL_DIR "/writer.cpp", cores,
            DataMovementConfig{
                .processor = DataMovementProcessor::RISCV_0,
                .noc = NOC::NOC_1,
                .compile_args = writer_compile_args});

        const uint32_t A_address = A_buffer->address();
        const uint32_t B_address = B_buffer->address();
        const uint32_t C_address = C_buffer->address();
        struct Work {
            CoreCoord core;
        };
        const Work work[] = {
            {{0, 0}},
        };
        for (const auto& [core] : work) {
            SetRuntimeArgs(program, reader, core, {A_address, B_address});
            SetRuntimeArgs(program, compute, core, {});
            SetRuntimeArgs(program, writer, core, {C_address});
        }

        distributed::MeshWorkload workload;
        workload.add_program(distributed::MeshCoordinateRange(device->shape()), std::move(program));
        distributed::EnqueueMeshWorkload(queue, workload, /*blocking=*/false);
        distributed::Finish(queue);
    }

    // Results.
    bool right = true;
    right &= take_result(queue, C, C_buffer, options, /*roundoff=*/0x1p-24);
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
