"""The longer set runs only when asked for: pytest -m metalium_full."""
import pytest


def pytest_configure(config):
    config.addinivalue_line("markers", "metalium_full: the longer set on the real TT-Metalium runtime, half an hour; run with -m metalium_full")


def pytest_collection_modifyitems(config, items):
    if "metalium_full" not in config.getoption("-m"):
        for item in items:
            if item.get_closest_marker("metalium_full"):
                item.add_marker(pytest.mark.skip(reason="the longer set: make test-metalium-full"))
