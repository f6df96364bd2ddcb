# make demo       build, then compile and run examples/matmul.py on the emulated chip
# make test       sanitizer build, all tests
# make metalium-sim        the real TT-Metalium runtime without a card (tools/metalium_sim)
# make test-metalium-full  the longer set of tests on it, half an hour
# make release    build-release/src/cli/tilecc
# make valgrind   the release CLI under valgrind over the examples
# make mutation   each op of the emulator made to do nothing must turn its test red; writes docs/mutation.md
# make fuzz       byte mutations of examples and goldens, SECONDS=3600
# make fuzz-libfuzzer   libFuzzer (clang) on source, TVMScript and elaboration, SECONDS=3600 shared by the targets; appends to docs/fuzz.log
# make random     random programs against the evaluator, COUNT=10000
# make coverage TREE=DIR    the kernels of a tile-ai/tilelang checkout through tilecc; writes docs/coverage.md
# make bench      compile time and emulator speed
export PATH := $(CURDIR)/.venv/bin:$(PATH)
JOBS ?= $(shell nproc 2>/dev/null || echo 2)
SECONDS ?= 3600
COUNT ?= 10000
TILECC = build-release/src/cli/tilecc

.PHONY: all demo test metalium-sim test-metalium-full asan release valgrind mutation fuzz fuzz-libfuzzer random coverage bench setup clean
all: release

setup:
	@tools/setup.sh

release: setup
	@[ -e build-release/build.ninja ] || meson setup build-release --buildtype=release -Dwerror=false >/dev/null
	@ninja -C build-release -j $(JOBS) --quiet

build-asan/build.ninja:
	@meson setup build-asan -Dwerror=true -Db_sanitize=address,undefined -Db_lundef=false >/dev/null

asan: setup
	@$(MAKE) --no-print-directory build-asan/build.ninja
	@ninja -C build-asan -j $(JOBS) --quiet

demo: release
	@mkdir -p out
	@$(TILECC) run examples/matmul.py -o out/matmul

test: asan
	@TILECC_BUILD=build-asan python -m pytest -n $(JOBS)

metalium-sim:
	@tools/metalium_sim/setup.sh

test-metalium-full: asan metalium-sim
	@TILECC_BUILD=build-asan python -m pytest tests/metalium -m metalium_full

valgrind: release
	@command -v valgrind >/dev/null || { echo "please run:  sudo apt-get install -y valgrind"; exit 1; }
	@python tools/valgrind.py $(TILECC)

mutation: setup
	@python tools/mutation.py

fuzz: asan
	@python tools/fuzz.py --seconds $(SECONDS)

fuzz-libfuzzer:
	@python3 tools/libfuzzer.py --seconds $$(($(SECONDS) / 3)) --log docs/fuzz.log --jobs $(JOBS)

random: release
	@python tests/run/random_programs.py --tilecc $(TILECC) --count $(COUNT)
	@python tests/run/random_tiles.py --tilecc $(TILECC) --count $(COUNT)

# What real tilelang prints is kept in COVERAGE, outside of this repository.
COVERAGE ?= $(HOME)/.cache/tilecc/coverage
coverage: release
	@[ -n "$(TREE)" ] || { echo "usage: make coverage TREE=checkout of tile-ai/tilelang"; exit 2; }
	@$$(tools/coverage/setup.sh) tools/coverage/capture.py --tree $(TREE) --out $(COVERAGE) --jobs $(JOBS) --table tools/coverage/kernels.tsv
	@$$(tools/coverage/setup.sh) tools/coverage/capture.py --tree $(TREE) --out $(COVERAGE) --jobs $(JOBS) --device cpu --again
	@python tools/coverage/compare.py --tree $(TREE) --out $(COVERAGE) --jobs $(JOBS) --show 0
	@python tools/coverage/sweep.py --out $(COVERAGE) --jobs $(JOBS) --show 0
	@python tools/coverage/report.py --tree $(TREE) --out $(COVERAGE) --jobs $(JOBS) --write docs/coverage.md

bench: release
	@python bench/compile_time.py $(TILECC)
	@python bench/front_end.py $(TILECC)
	@python bench/emulator_speed.py $(TILECC)
	@python bench/exact_speed.py $(TILECC)
	@python bench/evaluator_speed.py $(TILECC)

clean:
	rm -rf build build-asan build-release build-mutation build-fuzz out
