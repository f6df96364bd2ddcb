"""Runs the program that plan.json beside this file describes, on a Tenstorrent device, through ttnn.generic_op.

    python launch.py [--input NAME=a.npy]... [--output NAME=b.npy]... [--expect NAME=c.npy]... [--seed N]
                     [--device N] [--cores COLUMNSxROWS]

NAME is a tensor's name or its position. Tensors without --input get the documented generator if the kernels read them, else zeros.
--cores (or $TILECC_CORES) deals the work to fewer cores than the plan says, which a simulator finishes sooner.
Exit code: 0, 1 if a result is not as expected, 2 if the command line is wrong. Needs NumPy and ttnn (pip install ttnn; Python 3.10 or
3.12). Compiled by tilecc; this file is the same for every kernel.
"""
import argparse
import importlib.metadata
import json
import math
import os
import pathlib
import re
import sys

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
PLAN_VERSION = 2
TILE, FACE = 32, 16
CIRCULAR_BUFFERS = 64  # at least as many as any chip has
# How many digits a float type keeps (in bits), its least exponent, its largest value and what lies beyond that.
FLOATS = {"float16": (11, -14, 65504.0, math.inf), "bfloat16": (8, -126, float.fromhex("0x1.fep127"), math.inf),
          "float8_e4m3": (4, -6, 448.0, math.nan), "float8_e4m3fn": (4, -6, 448.0, math.nan), "float8_e4m3fnuz": (4, -7, 240.0, math.nan),
          "float8_e5m2": (3, -14, 57344.0, math.inf), "float8_e5m2fnuz": (3, -15, 57344.0, math.nan),
          "float6_e2m3fn": (4, 0, 7.5, 7.5), "float6_e3m2fn": (3, -2, 28.0, 28.0), "float4_e2m1fn": (2, 0, 6.0, 6.0)}
NARROW_INTEGERS = {"bool": np.bool_, "int8": np.int8, "uint8": np.uint8, "int16": np.int16, "uint16": np.uint16}  # they wrap around
# The bytes of an element of a stored format, as an unsigned integer.
STORED = {"Float32": np.uint32, "Float16_b": np.uint16, "Int32": np.uint32, "UInt32": np.uint32, "UInt16": np.uint16, "UInt8": np.uint8}
DTYPE_OF_FORMAT = {"Float32": "float32", "Float16_b": "bfloat16", "Bfp8_b": "bfloat8_b", "Int32": "int32", "UInt32": "uint32",
                   "UInt16": "uint16", "UInt8": "uint8"}
PACKS_NAN_AS_INFINITY = ("Float16_b", "Bfp8_b")  # what the packer does in these formats


class UsageError(Exception):
    pass


# ---- Values: float64 arrays in the tensor's shape, each element a value of its dtype.


def round_digits(values, digits, least, largest, beyond):
    """To `digits` significant bits, to nearest even; below 2^least bits are lost as in denormals."""
    special = ~np.isfinite(values) | (values == 0)
    exponents = np.maximum(np.frexp(np.where(special, 1, values))[1] - 1, least)
    units = np.ldexp(1.0, exponents - digits + 1)
    rounded = np.where(special, values, np.rint(values / units) * units)
    return np.where(np.abs(rounded) > largest, np.copysign(beyond, values), rounded)


def round_to(dtype, values):
    values = np.asarray(values, np.float64)
    if dtype in FLOATS:
        with np.errstate(invalid="ignore"):
            return round_digits(values, *FLOATS[dtype])
    if dtype == "float32":
        with np.errstate(over="ignore"):
            return values.astype(np.float32).astype(np.float64)
    if dtype in NARROW_INTEGERS:
        return values.astype(np.int64).astype(NARROW_INTEGERS[dtype]).astype(np.float64)
    return values


def generated_values(seed, argument, count):
    """The documented generator: uniform in [-1, 1), a function of seed, argument and element."""
    golden = np.uint64(0x9E3779B97F4A7C15)

    def mix(z):
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))

    with np.errstate(over="ignore"):
        start = mix(np.array([seed], np.uint64) + golden * np.uint64(argument + 1))
        bits = mix(start + golden * np.arange(1, count + 1, dtype=np.uint64))
    return (bits >> np.uint64(40)).astype(np.float64) * 2.0**-23 - 1.0


def encode(stored, values):
    """Values -> the bits of a stored format."""
    if stored == "Float32":
        return round_to("float32", values).astype(np.float32).view(np.uint32)
    if stored == "Float16_b":
        bits = round_to("bfloat16", values).astype(np.float32).view(np.uint32) >> 16
        return (bits | np.where(np.isnan(values), 0x40, 0)).astype(np.uint16)
    return values.astype(np.int64).astype(STORED[stored])


def decode(stored, bits):
    if stored == "Float32":
        return bits.view(np.float32).astype(np.float64)
    if stored == "Float16_b":
        return (bits.astype(np.uint32) << 16).view(np.float32).astype(np.float64)
    if stored == "Int32":
        return bits.view(np.int32).astype(np.float64)
    return bits.astype(np.float64)


# ---- Pages: what lies in DRAM. A page is a tile: four faces of 16 x 16 elements; pages go by batch, row of tiles, column of tiles.


def parts(tensor):
    """For each dim of the tensor its sizes where it is stored: (elements,) for a batch dim, (parts, elements of a part) for a plane dim."""
    sizes = [(size,) for size in tensor["shape"]]
    for dim, split in zip(tensor["plane"], tensor["split"]):
        if dim >= 0:
            part = split or tensor["shape"][dim]
            sizes[dim] = (-(-tensor["shape"][dim] // part), part)
    return sizes


def plane_order(tensor):
    """The dims of an array of all `parts`: batches first, in order, then rows, then columns of the tile plane."""
    first, position = [], 0
    for sizes in parts(tensor):
        first.append(position)
        position += len(sizes)
    plane = [first[dim] + 1 for dim in tensor["plane"] if dim >= 0]
    return [dim for dim in range(position) if dim not in plane] + plane


def to_pages(tensor, values):
    stored = tensor["format"]
    if stored not in STORED:
        raise NotImplementedError(f"{tensor['name']}: launch.py does not store tensors as {stored}")
    sizes = parts(tensor)
    whole = np.zeros([math.prod(size) for size in sizes])
    whole[tuple(slice(size) for size in values.shape)] = values
    planes = whole.reshape([size for group in sizes for size in group]).transpose(plane_order(tensor))
    batches, rows, columns = tensor["batches"], tensor["tile_rows"], tensor["tile_columns"]
    row_dim, column_dim = tensor["plane"]
    planes = planes.reshape(batches, 1 if row_dim < 0 else sizes[row_dim][1], 1 if column_dim < 0 else sizes[column_dim][1])
    padded = np.zeros((batches, rows * TILE, columns * TILE))
    padded[:, :planes.shape[1], :planes.shape[2]] = planes
    faces = padded.reshape(batches, rows, 2, FACE, columns, 2, FACE).transpose(0, 1, 4, 2, 5, 3, 6)
    return np.ascontiguousarray(encode(stored, np.ascontiguousarray(faces))).reshape(batches * rows * columns, TILE * TILE)


def from_pages(tensor, pages):
    batches, rows, columns = tensor["batches"], tensor["tile_rows"], tensor["tile_columns"]
    faces = decode(tensor["format"], pages).reshape(batches, rows, columns, 2, 2, FACE, FACE).transpose(0, 1, 3, 5, 2, 4, 6)
    sizes, order = parts(tensor), plane_order(tensor)
    row_dim, column_dim = tensor["plane"]
    height, width = 1 if row_dim < 0 else sizes[row_dim][1], 1 if column_dim < 0 else sizes[column_dim][1]
    planes = faces.reshape(batches, rows * TILE, columns * TILE)[:, :height, :width]
    flat = [size for group in sizes for size in group]
    whole = planes.reshape([flat[dim] for dim in order]).transpose(np.argsort(order)).reshape([math.prod(size) for size in sizes])
    return round_to(tensor["dtype"], whole[tuple(slice(size) for size in tensor["shape"])])


# ---- Files


def read_npy(tensor, path):
    array = np.load(path)
    if array.dtype.kind not in "fiub":
        raise ValueError(f"{path}: not a file of numbers")
    if list(array.shape) != tensor["shape"]:
        raise ValueError(f"{path}: the shape is {array.shape}, {tensor['name']} has {tuple(tensor['shape'])}")
    return round_to(tensor["dtype"], array)


def write_npy(tensor, path, values):
    """Integers as they are, floats as float32, which holds every value of the smaller types."""
    dtype = tensor["dtype"]
    with open(path, "wb") as file:
        np.save(file, values.astype(np.float32 if "float" in dtype else np.uint32 if dtype.startswith("u") else np.int32))


# ---- The verdict: small errors on the whole, no large one anywhere, NaN and infinities where they belong.


def agrees(tensor, values, expected, roundoff):
    plain = np.isfinite(expected) & np.isfinite(values)
    nan = np.isnan(values) | (np.isinf(values) & (tensor["format"] in PACKS_NAN_AS_INFINITY))
    special = np.where(np.isnan(expected), nan, expected == values)[~plain].all()
    differences = np.abs(values[plain] - expected[plain])
    reference = math.sqrt(np.sum(expected[plain] ** 2) / expected.size)
    error = math.sqrt(np.sum(differences**2) / expected.size)
    bound = roundoff * (64 * reference + 8 * np.abs(expected[plain]))
    good = bool(special and error <= 4 * roundoff * reference and (differences <= bound).all())
    print(f"{tensor['name']}: {'right' if good else 'WRONG'}, RMS error {error:.3g} (reference {reference:.3g}), "
          f"largest error {differences.max(initial=0):.3g}")
    return good


# ---- The device


def import_ttnn():
    for name, value in (("LOGURU_LEVEL", "WARNING"), ("TT_METAL_LOGGER_LEVEL", "warning")):  # quiet unless asked
        os.environ.setdefault(name, value)
    try:
        import ttnn
    except ImportError as error:
        raise RuntimeError(f"launch.py needs ttnn ({error}): pip install ttnn, with Python 3.10 or 3.12") from error
    return ttnn


def check_release(plan):
    """Kernels are text that ttnn compiles: another release may not know their calls, or know them with another meaning."""
    installed = importlib.metadata.version("ttnn")
    if installed.split(".")[:2] != plan["metalium"].split("."):
        print(f"warning: the kernels are written for Metalium {plan['metalium']}, ttnn is {installed}; tilecc build --metalium=...", file=sys.stderr)


class Program:
    """A plan on an open device, with its tensors in DRAM."""

    def __init__(self, ttnn, device, plan):
        self.ttnn, self.device, self.plan = ttnn, device, plan
        self.tensors = {}
        self.check()

    def check(self):
        plan = self.plan
        arch = str(self.device.arch()).split(".")[-1].lower()
        if not arch.startswith(plan["arch"]):
            raise RuntimeError(f"the program is compiled for {plan['target']}, the device is {arch}")
        grid = self.device.compute_with_storage_grid_size()
        for x, y in (core for launch in plan["launches"] for core in launch["cores"]):
            if x >= grid.x or y >= grid.y:
                raise RuntimeError(f"the program runs on core ({x}, {y}), the device has {grid.x} x {grid.y} cores")

    def upload(self, tensor, pages):
        """Bytes as they are: the device sees an interleaved DRAM buffer whose pages are tiles, ttnn a table of 32-bit words."""
        words = np.ascontiguousarray(pages).view(np.uint32)
        self.tensors[tensor["name"]] = self.ttnn.Tensor(
            words, self.ttnn.uint32, self.device, self.ttnn.ROW_MAJOR_LAYOUT, self.ttnn.DRAM_MEMORY_CONFIG)

    def download(self, tensor):
        words = np.ascontiguousarray(self.tensors[tensor["name"]].cpu().to_numpy(), np.uint32)
        return words.view(STORED[tensor["format"]]).reshape(-1, TILE * TILE)

    def core_ranges(self, launch):
        core, ttnn = self.ttnn.CoreCoord, self.ttnn
        return ttnn.CoreRangeSet([ttnn.CoreRange(core(*low), core(*high)) for low, high in launch["core_ranges"]])

    def circular_buffers(self, launch, cores):
        """One descriptor for all indices of the same memory."""
        indices = {}
        for buffer in launch["circular_buffers"]:
            indices.setdefault(buffer.get("memory_of", buffer["id"]), []).append(buffer)
        return [self.circular_buffer(buffers, cores) for buffers in indices.values()]

    def circular_buffer(self, buffers, cores):
        descriptions = [self.ttnn.CBFormatDescriptor(buffer_index=buffer["id"], data_format=getattr(self.ttnn, DTYPE_OF_FORMAT[buffer["format"]]),
                                                     page_size=buffer["page_bytes"]) for buffer in buffers]
        return self.ttnn.CBDescriptor(
            total_size=buffers[0]["pages"] * buffers[0]["page_bytes"], core_ranges=cores, format_descriptors=descriptions)

    def config(self, kernel, launch):
        ttnn = self.ttnn
        if kernel["role"] == "reader":
            return ttnn.ReaderConfigDescriptor()
        if kernel["role"] == "writer":
            return ttnn.WriterConfigDescriptor()
        config = ttnn.ComputeConfigDescriptor()
        config.math_fidelity = getattr(ttnn.MathFidelity, kernel["math_fidelity"])
        config.fp32_dest_acc_en = kernel["fp32_dest_acc"]
        exact = {buffer["id"] for buffer in launch["circular_buffers"] if buffer["unpack_to_dest_fp32"]}
        if exact:
            modes = ttnn.UnpackToDestMode
            config.unpack_to_dest_mode = [modes.UnpackToDestFp32 if i in exact else modes.Default for i in range(CIRCULAR_BUFFERS)]
        return config

    def runtime_args(self, kernel, launch):
        args = self.ttnn.RuntimeArgs()
        for i, (x, y) in enumerate(launch["cores"]):
            args[x][y] = [self.tensors[arg["tensor"]].buffer_address() if arg["kind"] == "address" else arg["values"][i] & 0xFFFFFFFF
                          for arg in kernel["args"]]
        return args

    def kernel(self, kernel, launch, cores):
        accessors = [self.ttnn.TensorAccessorArgs(self.tensors[name]).get_compile_time_args() for name in kernel["accessors"]]
        return self.ttnn.KernelDescriptor(
            kernel_source=str(HERE / kernel["file"]), core_ranges=cores, compile_time_args=[arg for args in accessors for arg in args],
            runtime_args=self.runtime_args(kernel, launch), config=self.config(kernel, launch))

    def launch(self, launch):
        cores = self.core_ranges(launch)
        program = self.ttnn.ProgramDescriptor(
            kernels=[self.kernel(kernel, launch, cores) for kernel in launch["kernels"]], semaphores=[],
            cbs=self.circular_buffers(launch, cores))
        # generic_op takes the last tensor for the result.
        names = [tensor["name"] for tensor in sorted(self.plan["tensors"], key=lambda tensor: tensor["output"])]
        self.ttnn.generic_op([self.tensors[name] for name in names], program)

    def run(self, pages):
        """Every tensor goes to the device: what the kernels do not write keeps its first value. Returns the pages of all tensors."""
        for tensor, data in zip(self.plan["tensors"], pages):
            self.upload(tensor, data)
        for launch in self.plan["launches"]:
            self.launch(launch)
        return [self.download(tensor) for tensor in self.plan["tensors"]]


def fold(plan, cores):
    """The plan with its work dealt to other cores: contiguous blocks, the first cores get one more."""
    for launch in plan["launches"]:
        args = [arg for kernel in launch["kernels"] for arg in kernel["args"] if arg["kind"] == "value"]
        blocks = max((sum(arg["values"]) for arg in args if arg["source"] == "tt_count"), default=0)
        counts = [blocks // len(cores) + (i < blocks % len(cores)) for i in range(len(cores))]
        dealt = {"tt_count": counts, "tt_start_id": [sum(counts[:i]) for i in range(len(cores))]}
        for arg in args:
            arg["values"] = dealt.get(arg["source"], arg["values"][:1] * len(cores))
        launch["cores"] = [list(core) for core in cores]
        launch["core_ranges"] = [[list(core), list(core)] for core in cores]
    return plan


# ---- The command line


def parse_options(tensors, arguments):
    parser = argparse.ArgumentParser(description="Runs the program of plan.json on a Tenstorrent device.")
    for option, what in (("input", "values of a tensor"), ("output", "where to write a result"), ("expect", "what a result must be")):
        parser.add_argument(f"--{option}", action="append", default=[], metavar="NAME=FILE.npy", help=what)
    parser.add_argument("--seed", type=int, default=0, help="of the generated values (0)")
    parser.add_argument("--device", type=int, default=0, help="number of the device (0)")
    parser.add_argument("--cores", metavar="COLUMNSxROWS", default=os.environ.get("TILECC_CORES"), help="deal the work to this many cores")
    options = parser.parse_args(arguments)
    if options.cores and not re.fullmatch(r"[1-9]\d?x[1-9]\d?", options.cores):
        raise UsageError(f"--cores {options.cores}: want something like 2x2")
    names = {tensor["name"]: tensor["name"] for tensor in tensors}
    names.update((str(position), tensor["name"]) for position, tensor in enumerate(tensors) if str(position) not in names)
    for option in ("input", "output", "expect"):
        files = {}
        for text in getattr(options, option):
            name, equals, path = text.partition("=")
            if not equals or name not in names:
                raise UsageError(f"--{option} {text}: the tensors are {', '.join(tensor['name'] for tensor in tensors)}")
            files[names[name]] = path
        setattr(options, option, files)
    if not 0 <= options.seed < 2**64:
        raise UsageError(f"--seed {options.seed}")
    return options


def first_values(tensor, options, argument):
    if tensor["name"] in options.input:
        return read_npy(tensor, options.input[tensor["name"]])
    count = math.prod(tensor["shape"])
    if tensor["workspace"]:
        return np.zeros(tensor["shape"])
    if tensor["input"] and "float" not in tensor["dtype"]:
        raise UsageError(f"no values for {tensor['name']}, a tensor of {tensor['dtype']}: --input {tensor['name']}=FILE.npy")
    values = generated_values(options.seed, argument, count) if tensor["input"] else np.zeros(count)
    return round_to(tensor["dtype"], values).reshape(tensor["shape"])


def take_result(tensor, pages, options, roundoff):
    name = tensor["name"]
    values = from_pages(tensor, pages)
    if name in options.output:
        write_npy(tensor, options.output[name], values)
    return name not in options.expect or agrees(tensor, values, read_npy(tensor, options.expect[name]), roundoff)


def read_plan():
    plan = json.loads((HERE / "plan.json").read_text(encoding="utf-8"))
    if plan["version"] != PLAN_VERSION:
        raise RuntimeError(f"plan.json has version {plan['version']}, this launch.py reads {PLAN_VERSION}")
    return plan


def run(arguments=None, device=None):
    """With a device that the caller has opened, or one of its own."""
    plan = read_plan()
    tensors = plan["tensors"]
    options = parse_options(tensors, arguments)
    if options.cores:
        columns, rows = map(int, options.cores.split("x"))
        fold(plan, [(x, y) for y in range(rows) for x in range(columns)])
    pages = [to_pages(tensor, first_values(tensor, options, argument)) for argument, tensor in enumerate(tensors)]
    ttnn = import_ttnn()
    check_release(plan)
    opened = device or ttnn.open_device(device_id=options.device)
    try:
        pages = Program(ttnn, opened, plan).run(pages)
    finally:
        if not device:
            ttnn.close_device(opened)
    right = [take_result(tensor, data, options, plan["roundoff"]) for tensor, data in zip(tensors, pages) if tensor["output"]]
    return 0 if all(right) else 1


def main():
    try:
        return run()
    except UsageError as error:
        print(f"cannot use: {error}", file=sys.stderr)
        return 2
    except Exception as error:  # a message instead of a traceback: the causes are files, devices and compilers
        print("error:", str(error).split("\nbacktrace:")[0], file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
