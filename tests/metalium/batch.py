"""Runs emitted programs one after another in one process, on one open device: batch.py JOBS.json, with the Python that has ttnn.

JOBS.json is a list of {"folder": with launch.py and plan.json, "arguments": of launch.py}; for each it prints a line of JSON
{"folder", "code", "seconds", "error"}. Opening a simulated chip takes seconds, so tests share it.
"""
import importlib.util
import json
import sys
import time


def load(folder):
    spec = importlib.util.spec_from_file_location("launch", f"{folder}/launch.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main():
    with open(sys.argv[1]) as file:
        jobs = json.load(file)
    modules = [load(job["folder"]) for job in jobs]
    ttnn = modules[0].import_ttnn()
    device = ttnn.open_device(device_id=0)
    try:
        for job, module in zip(jobs, modules):
            begin, error = time.time(), ""
            try:
                code = module.run(job["arguments"], device)
            except Exception as exception:  # a program that does not compile or run must not hide the others
                code, error = 1, str(exception)
            result = {"folder": job["folder"], "code": code, "seconds": round(time.time() - begin, 1), "error": error}
            print("\n" + json.dumps(result), flush=True)
    finally:
        ttnn.close_device(device)


if __name__ == "__main__":
    main()
