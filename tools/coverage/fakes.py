"""A GPU that is not there, so that files of a TileLang checkout run far enough to call their kernels: tensors without storage (torch's
meta device, or zeros on the CPU), kernels that return empty outputs, timings of 1, checks that pass, stubs for packages that are absent.
Everything is patched in the process that calls install(); nothing of it runs a kernel."""
import dis
import importlib
import importlib.abc
import importlib.machinery
import sys
import types
from unittest import mock

import torch
import torch.overrides


class Anything(mock.MagicMock):
    """An object that answers to everything, and unpacks into as many as are asked for."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("lt", "le", "gt", "ge"):
            getattr(self, f"__{name}__").return_value = False
        self.__iter__.side_effect = self._unpack

    def _get_child_mock(self, /, **kwargs):
        """Its operators are plain mocks: one of them made by __init__ would make others without end."""
        operator = str(kwargs.get("name", "")).startswith("__")
        return mock.MagicMock(**kwargs) if operator else Anything(**kwargs)

    @staticmethod
    def _unpack():
        frame = sys._getframe(1)
        while frame.f_code.co_filename == mock.__file__:
            frame = frame.f_back
        for instruction in dis.get_instructions(frame.f_code):
            if instruction.offset == frame.f_lasti and instruction.opname == "UNPACK_SEQUENCE":
                return iter([Anything() for _ in range(instruction.argval)])
        return iter([])


class StubModule(types.ModuleType):
    __path__ = []
    __version__ = "0.0.0"
    __file__ = "/nowhere/stub.py"

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        value = Anything(name=f"{self.__name__}.{name}")
        setattr(self, name, value)
        return value


class StubFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Last on sys.meta_path: any import that nobody else finds, unless it belongs to a package that is installed or is probed by others."""

    LEFT_ALONE = {"tilelang", "tvm", "torch", "numpy", "pytest", "_pytest", "einops", "torch_npu", "cupy", "pandas", "usercustomize", "sitecustomize", "numba",
                  "pytest_cov", "torch_c_dlpack_ext", "ml_dtypes", "cloudpickle", "readline", "pexpect", "typing_extensions", "xdist", "cutlass", "mlx", "iree",
                  "colorama", "pytz", "setproctitle", "_pydevd_bundle", "pydevd", "cffi", "hypothesis", "optree", "attr", "nose", "Cython", "cython", "jax", "curses"}

    def find_spec(self, fullname, path=None, target=None):
        root = fullname.partition(".")[0]
        if root in self.LEFT_ALONE or root in sys.stdlib_module_names or root.startswith("_"):
            return None
        if root != fullname and not isinstance(sys.modules.get(root), StubModule):
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec):
        return StubModule(spec.name)

    def exec_module(self, module):
        pass


def is_device(value):
    return isinstance(value, torch.device) or isinstance(value, str) and value.split(":")[0] in ("cuda", "cpu", "meta", "hip", "mps", "npu", "xpu")


class OneDevice(torch.overrides.TorchFunctionMode):
    """Every torch call on the device of `kind`."""

    def __init__(self, kind):
        super().__init__()
        self.kind = kind

    def __torch_function__(self, func, types_, args=(), kwargs=None):
        kwargs = dict(kwargs or {})
        name = getattr(func, "__name__", "")
        if name == "__get__":
            return func(*args, **kwargs)
        if name in ("cuda", "cpu", "npu") and args and isinstance(args[0], torch.Tensor):
            return args[0]
        if name == "Generator" or func is torch.device:
            return func(*args, **kwargs)
        if self.kind == "meta" and args and isinstance(args[0], torch.Tensor) and args[0].is_meta:
            tensor = args[0]
            if name == "item":
                return 1.0 if tensor.is_floating_point() else 1
            if name in ("__bool__", "is_nonzero"):
                return True
            if name in ("__int__", "__index__"):
                return 1
            if name == "__float__":
                return 1.0
            if name == "tolist":
                return torch.zeros(tensor.shape, dtype=torch.float64 if tensor.is_floating_point() else torch.int64, device="cpu").tolist()
            if name == "numpy":
                with torch._C.DisableTorchFunction():
                    return torch.zeros(tensor.shape, device="cpu").numpy()
        args = [self.kind if is_device(a) and name not in ("full", "fill_") else a for a in args]
        if "device" in kwargs and kwargs["device"] is not None:
            kwargs["device"] = self.kind
        kwargs.pop("pin_memory", None)
        if "generator" in kwargs:
            kwargs["generator"] = None
        return func(*args, **kwargs)


CUDA = {
    "is_available": True, "device_count": 1, "current_device": 0, "get_device_capability": (9, 0), "get_device_name": "NVIDIA H100", "synchronize": None,
    "empty_cache": None, "set_device": None, "max_memory_allocated": 1, "memory_allocated": 1, "reset_peak_memory_stats": None, "manual_seed": None,
    "manual_seed_all": None, "is_bf16_supported": True, "init": None, "is_initialized": True, "mem_get_info": (80 << 30, 80 << 30),
}


def fake_cuda():
    for name, value in CUDA.items():
        setattr(torch.cuda, name, lambda *args, _value=value, **kwargs: _value)
    properties = types.SimpleNamespace(multi_processor_count=132, name="NVIDIA H100", major=9, minor=0, total_memory=80 << 30, warp_size=32, gcnArchName="",
                                       shared_memory_per_block_optin=232448, shared_memory_per_block=49152, shared_memory_per_multiprocessor=233472,
                                       L2_cache_size=50 << 20, max_threads_per_multi_processor=2048, regs_per_multiprocessor=65536)
    torch.cuda.get_device_properties = lambda *args, **kwargs: properties
    event = mock.MagicMock()
    event.elapsed_time = lambda *args: 1.0
    torch.cuda.Event = lambda *args, **kwargs: event
    for name in ("Stream", "current_stream", "stream", "CUDAGraph", "graph", "device", "nvtx"):
        setattr(torch.cuda, name, mock.MagicMock())


def fake_checks():
    import torch.nn.functional  # noqa: F401

    torch.testing.assert_close = lambda *args, **kwargs: None
    torch.testing.assert_allclose = lambda *args, **kwargs: None
    torch.allclose = lambda *args, **kwargs: True
    torch.equal = lambda *args, **kwargs: True
    torch.compile = lambda function=None, **kwargs: function or (lambda inner: inner)  # its compiler looks for a real Triton
    torch.Tensor.allclose = lambda *args, **kwargs: True
    torch.Tensor.equal = lambda *args, **kwargs: True
    import numpy.testing

    numpy.testing.assert_allclose = lambda *args, **kwargs: None
    numpy.testing.assert_array_equal = lambda *args, **kwargs: None


TORCH_NAMES = {"float8_e4m3": "float8_e4m3fn", "float8_e8m0fnu": "uint8", "float4_e2m1fn": "int8", "float4_e2m1_unpacked": "uint8", "int4": "int8", "uint4": "uint8",
               "handle": "int64", "uint1": "bool", "bool": "bool"}


class FakeKernel:
    """What tilelang.compile returns: callable, with outputs of the declared shapes; everything else answers with a mock."""

    device = "meta"

    def __init__(self, prim_func, out_idx=None):
        self.prim_func = prim_func
        params = list(prim_func.params)
        if prim_func.attrs and "tilelang_out_idx" in prim_func.attrs:
            out_idx = [int(i) for i in prim_func.attrs["tilelang_out_idx"]]
        out_idx = [out_idx] if isinstance(out_idx, int) else list(out_idx or [])
        self.params = params
        self.outputs = [i % len(params) for i in out_idx if params]
        self.out_idx = self.result_idx = self.outputs
        self.artifact = mock.MagicMock()
        self.latency = 1.0
        self.ref_latency = 1.0
        self.config = {}

    def __call__(self, *args, **kwargs):
        inputs = list(args)
        full = []
        outputs = set(self.outputs) if len(inputs) != len(self.params) else set()
        for i in range(len(self.params)):
            full.append(None if i in outputs else inputs.pop(0) if inputs else None)
        symbols = {}
        for param, value in zip(self.params, full):
            buffer = self.prim_func.buffer_map.get(param)
            if buffer is not None and isinstance(value, torch.Tensor):
                symbols.update({str(dim): size for dim, size in zip(buffer.shape, value.shape)})
        results = [self.output(self.params[i], symbols) for i in self.outputs]
        return results[0] if len(results) == 1 else results or None

    def output(self, param, symbols):
        buffer = self.prim_func.buffer_map.get(param)
        shape = [int(dim) if str(dim).isdigit() else int(symbols.get(str(dim), 64)) for dim in buffer.shape]
        name = TORCH_NAMES.get(str(buffer.dtype), str(buffer.dtype))
        return torch.zeros(shape, dtype=getattr(torch, name, torch.float32), device=self.device)

    def get_kernel_source(self, *args, **kwargs):
        return mock.MagicMock()

    def get_profiler(self, *args, **kwargs):
        return FakeProfiler(self)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything(name=name)


class FakeProfiler:
    """Runs reference functions never; a benchmark takes 1."""

    def __init__(self, kernel=None, *args, **kwargs):
        self.kernel = kernel

    def do_bench(self, func=None, *args, **kwargs):
        return 1.0

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *args, **kwargs: 1.0


def fake_tilelang():
    import tilelang
    from tilelang.carver.arch.driver import cuda_driver

    # by name: the package's attributes of these names are functions
    jit, profiler, testing, tuner, target = (importlib.import_module("tilelang." + name) for name in ("jit", "profiler", "testing", "autotuner.tuner", "backend.target"))

    def compile_(func=None, out_idx=None, *args, **kwargs):
        assert isinstance(func, jit.PrimFunc), f"target function must be a PrimFunc but got {type(func)}"
        return FakeKernel(func, out_idx)

    def par_compile(funcs, out_idx=None, *args, **kwargs):
        return [compile_(func, out_idx) for func in list(funcs)]

    jit.compile = tilelang.compile = compile_
    jit.par_compile = tilelang.par_compile = par_compile
    tilelang.cached = jit.cached = compile_
    jit.JITImpl.get_kernel_source = lambda self, *args, **kwargs: (self.compile(*args, **kwargs), mock.MagicMock())[1]
    tilelang.lower = lambda *args, **kwargs: mock.MagicMock()
    tilelang.engine.lower = tilelang.lower
    profiler.do_bench = lambda func=None, *args, **kwargs: 1.0
    profiler.Profiler = tilelang.Profiler = FakeProfiler
    testing.torch_assert_close = lambda *args, **kwargs: None
    target._TARGET_DETECTORS.clear()
    target.register_target_detector("cuda", lambda: {"kind": "cuda", "arch": "sm_90"}, override=True)
    cuda_driver.get_num_sms = lambda *args: 132
    tilelang.carver.arch.driver.get_num_sms = lambda *args: 132

    def first_config(configs, args, kwargs):
        if callable(configs):
            configs = configs(*args, **kwargs)
        if isinstance(configs, dict):
            configs = [configs]
        return dict(list(configs)[0]) if configs else {}

    def tuned(self, *args, **kwargs):
        return_kernel = kwargs.pop("__return_kernel", False)
        config = first_config(self.configs, args, kwargs)
        config.pop(tuner._PASS_CONFIGS_KEY, None)
        names = list(self.jit_impl.signature.parameters)[: len(args)]
        merged = {**{k: v for k, v in config.items() if k not in names}, **kwargs}
        return self.jit_impl.compile(*args, **merged) if return_kernel else self.jit_impl(*args, **merged)

    tuner.AutoTuneImpl.__call__ = tuned
    tuner.AutoTuneImpl.compile = lambda self, *args, **kwargs: tuned(self, *args, __return_kernel=True, **kwargs)

    def run(self, *args, **kwargs):
        config = first_config(self.configs, (), {})
        config.pop(tuner._PASS_CONFIGS_KEY, None)
        func = self.fn(**config)
        kernel = FakeKernel(func, None) if isinstance(func, jit.PrimFunc) else func
        return types.SimpleNamespace(kernel=kernel, config=config, latency=1.0, ref_latency=1.0, libcode="", func=func)

    tuner.AutoTuner.run = run


def install(kind):
    FakeKernel.device = kind
    fake_cuda()
    fake_checks()
    fake_tilelang()
    torch.set_num_threads(1)
    torch.set_default_device(kind)
    OneDevice(kind).__enter__()
    sys.meta_path.append(StubFinder())
