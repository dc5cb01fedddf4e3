# pay200. `make` alone says what can be made.

# What the programs are built from and run on, and what the checks need beyond that: Debian's own.
packages = g++ cmake ninja-build ccache pkg-config libfcgi-dev libcli11-dev libpqxx-dev libssl-dev \
	libtomlplusplus-dev nlohmann-json3-dev libgtest-dev libgmock-dev libargon2-dev \
	libcurl4-openssl-dev libvalijson-dev nginx-light postgresql
lint_packages = clang-format-19 clang-tidy-19 shellcheck git

PORT ?= 8200
VAR ?= var

.PHONY: help run demo build test lint format check-bare deps lint-deps clean

help:
	@echo 'make run [PORT=8200] [VAR=var]  build, and bring up pay200 here; Ctrl-C ends it'
	@echo 'make demo                       five payments from end to end, and all books compared'
	@echo 'make build                      the programs, in build/release/bin'
	@echo 'make test                       every check there is'
	@echo 'make lint                       only the checks of the source itself'
	@echo 'make format                     formats the source'
	@echo 'make check-bare                 tries this commit on bare Debian 12 and 13 (root)'
	@echo 'make clean                      removes what was built; var/ stays'

run: build
	build/release/bin/pay200-dev run --port $(PORT) --var $(VAR)

demo: build
	build/release/bin/pay200-dev demo

build: deps
	cmake --preset release
	cmake --build --preset release

# Three builds: with ASan and UBSan for all tests, with TSan for what has threads, and without for
# the tests that need real speed.
test: lint-deps
	cmake --preset release
	cmake --build --preset release
	cmake --preset tsan
	cmake --build --preset tsan
	cmake --preset asan
	cmake --build --preset asan
	ctest --preset all

lint: lint-deps
	cmake --preset asan
	cmake --build --preset asan --target test_lint
	ctest --preset lint

format: lint-deps
	git ls-files -co --exclude-standard '*.cpp' '*.hpp' | xargs clang-format-19 -i

check-bare:
	tests/bare/check_bare.sh $(DEBIAN)

deps:
	@sh deploy/install_packages.sh $(packages)

lint-deps:
	@sh deploy/install_packages.sh $(packages) $(lint_packages)

clean:
	rm -rf build
