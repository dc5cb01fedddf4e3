# pay200. `make` alone says what can be made.

# What the programs are built from and run on, and what the checks need beyond that: Debian's own.
packages = g++ cmake ninja-build ccache pkg-config libfcgi-dev libcli11-dev libpqxx-dev libssl-dev \
	libtomlplusplus-dev nlohmann-json3-dev libargon2-dev libfido2-dev libcurl4-openssl-dev nginx-light postgresql
# Fetches the Node that builds the front ends; one that is there already will do.
packages += $(if $(shell command -v npm),,nodejs npm)
test_packages = libgtest-dev libgmock-dev libvalijson-dev clang-format-19 clang-tidy-19 libclang-19-dev llvm-19-dev \
	shellcheck git openssl chromium chromium-sandbox fonts-noto-cjk mandoc groff-base zsh systemd logrotate
# What make deb needs.
deb_packages = debhelper dpkg-dev fakeroot

PORT ?= 8200
# In the addresses that are printed; a browser makes passkeys for a name only. HOST=... chooses another; one of the
# environment, which some shells set to the machine's name, does not.
HOST = localhost
VAR ?= var
# make chaos: which schedule, how long, and which kinds of fault, with commas between (none: all).
SEED ?= 1
MINUTES ?= 10
FAULTS ?=
DESTDIR =
PREFIX = /usr/local
# PG=17: the tests that use a database, on that PostgreSQL where the system has an older one.
PG ?=

# The front ends: their own Node, the packages of package-lock.json, and what is made of the sources.
node_bin = $(CURDIR)/build/node/node_modules/.bin
export PATH := $(node_bin):$(PATH)
web_sources = package.json package-lock.json tsconfig.base.json VERSION fcgi-app/openapi.json \
	$(shell find sdk mobile backoffice -type f -not -path '*/node_modules/*' -not -path '*/build/*' 2>/dev/null)

.PHONY: help run demo build web test test-all test-pg17 test-long fuzz coverage lint bench bench-quick bench-growth chaos overload soak soak-simulated format install deb check-tls check-bare check-deb deps test-deps clean

help:
	@echo 'make run [PORT=8200] [VAR=var]  build, and bring up pay200 here; Ctrl-C ends it'
	@echo 'make demo                       payments over two acquirers, and all books compared'
	@echo 'make build                      the programs, in build/release/bin, and the pages, in build/web'
	@echo 'make web                        only the pages'
	@echo 'make test                       every check there is'
	@echo 'make test PG=17                 the tests that use a database, on PostgreSQL 17 (from npm)'
	@echo 'make fuzz [SECONDS=30] [TARGET=..]  looks for inputs that break a parser, 30 seconds each (clang)'
	@echo 'make coverage                   how much of core/ the tests run through'
	@echo 'make test-long                  races, failures, random sequences and wrong requests at full length'
	@echo 'make lint                       only the checks of the source itself'
	@echo 'make chaos [SEED=1] [MINUTES=10] [FAULTS=kill_link,disk_full] [BUYERS=6] [EVERY_MS=2000]  payments while all is killed and cut, and all books compared'
	@echo 'make overload                   five times as many requests as can be served, for a minute'
	@echo 'make soak [MINUTES=60]          payments and 2,000 event streams: memory and descriptors must not grow'
	@echo 'make soak-simulated [HOURS=8]   the same by clocks that are put on, while payments expire'
	@echo 'make bench [PART=payments]      how fast it is, against what could be; writes docs/performance.md'
	@echo 'make bench-quick                payments and look-ups of it, in two minutes'
	@echo 'make bench-growth               with up to 10,000,000 payments, more workers, slower acquirers: hours'
	@echo 'make format                     formats the source'
	@echo 'make install [DESTDIR=] [PREFIX=/usr/local]  programs, pages, units and configuration'
	@echo 'make deb                        the Debian packages, in build/deb'
	@echo 'make check-deb                  makes the packages in bare Debian 12 and 13, installs, upgrades and pays there (root)'
	@echo 'make check-tls                  testssl.sh looks at the shipped site'
	@echo 'make check-bare                 tries this commit on bare Debian 12 and 13 (root)'
	@echo 'make clean                      removes what was built; var/ stays'

run: build
	build/release/bin/pay200-dev run --host "$(HOST)" --port "$(PORT)" --var "$(VAR)"

demo: build
	build/release/bin/pay200-dev demo

build: deps web
	cmake --preset release
	cmake --build --preset release

# Three builds: with ASan and UBSan for all tests, with TSan for what has threads, and without for
# the tests that need real speed.
test: test$(if $(PG),-pg$(PG),-all)

test-all: test-deps web
	cmake --preset release
	cmake --build --preset release
	cmake --preset tsan
	cmake --build --preset tsan
	cmake --preset asan
	cmake --build --preset asan
	ctest --preset all

test-pg17: test-deps
	cmake --preset asan
	cmake --build --preset asan
	PAY200_POSTGRES=$$(tests/pg17/install.sh build/pg17) && export PAY200_POSTGRES && \
		ctest --preset database

# Whatever runs core/: without the sanitizers, and without what tests the source itself.
coverage: test-deps
	@sh deploy/install_packages.sh gcovr
	cmake --preset coverage
	cmake --build --preset coverage
	find build/coverage -name '*.gcda' -delete
	ctest --preset coverage
	tests/coverage.sh build/coverage

# Longer than one of ctest's tests may take.
test-long: test-deps
	cmake --preset asan
	cmake --build --preset asan
	PAY200_PAYMENT_SEQUENCES=1000000 build/asan/tests/test_core --gtest_filter='PaymentSequenceTest.*'
	PAY200_BAD_INPUT=50000 ctest --test-dir build/asan -R '^api/bad_input' --output-on-failure
	PAY200_CHAOS=long build/asan/tests/test_chaos
	build/asan/bin/pay200-dev chaos --seed 8 --seconds 120 --report "$(VAR)/chaos.json"

SECONDS ?= 30
TARGET ?=
fuzz: test-deps
	@sh deploy/install_packages.sh clang-19 libclang-rt-19-dev
	cmake --preset fuzz
	cmake --build --preset fuzz
	tests/fuzz/run.sh build/fuzz/tests/fuzz $(SECONDS) $(TARGET)

lint: test-deps web
	cmake --preset asan
	cmake --build --preset asan --target test_lint
	ctest --preset lint

web: build/web/made

build/web/made: $(web_sources) build/node/packages
	npm run --silent build
	@touch $@

build/node/packages: package-lock.json .npmrc build/node/made
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

build/node/made: deploy/install_node.sh | deps
	deploy/install_node.sh build/node
	@touch $@

# PART=payments: only that; see pay200-dev bench --help.
bench bench-quick: build
	build/release/bin/pay200-dev bench $(if $(filter bench-quick,$@),--quick) $(addprefix --part ,$(PART)) \
		--json "$(VAR)/bench.json" --page docs/performance.md

bench-growth: build
	build/release/bin/pay200-dev bench-growth $(addprefix --part ,$(PART)) $(addprefix --payments ,$(PAYMENTS)) \
		--json "$(VAR)/bench.json" --page docs/performance.md

chaos: build
	build/release/bin/pay200-dev chaos --seed "$(SEED)" --seconds $$(( $(MINUTES) * 60 )) \
		$(if $(FAULTS),--faults "$(FAULTS)") $(if $(BUYERS),--buyers "$(BUYERS)") \
		$(if $(EVERY_MS),--every-ms "$(EVERY_MS)") --report "$(VAR)/chaos.json"

overload: build
	build/release/bin/pay200-dev overload

soak: build
	build/release/bin/pay200-dev soak --minutes "$(if $(filter file,$(origin MINUTES)),60,$(MINUTES))" --table "$(VAR)/soak.csv"

HOURS ?= 8
soak-simulated: deps web
	cmake --preset fail-points
	cmake --build --preset fail-points
	build/fail-points/bin/pay200-dev soak --simulated-hours "$(HOURS)" --streams 500 --round 20 \
		--table "$(VAR)/soak-simulated.csv"

format: test-deps web
	git ls-files -co --exclude-standard '*.cpp' '*.hpp' | xargs clang-format-19 -i
	npm run --silent format

# Builds nothing, since root must not: make build goes before it. Below /etc nothing of an operator's is
# written over.
install:
	DESTDIR="$(DESTDIR)" cmake --install build/release --prefix "$(PREFIX)"

deb: build
	@sh deploy/install_packages.sh $(deb_packages)
	deploy/make_deb.sh build/release build/deb

check-tls:
	@sh deploy/install_packages.sh nginx-light openssl testssl.sh
	tests/check_tls.sh

check-bare:
	tests/bare/check_bare.sh $(DEBIAN)

check-deb:
	tests/bare/check_deb.sh $(DEBIAN)

deps:
	@sh deploy/install_packages.sh $(packages)

test-deps:
	@sh deploy/install_packages.sh $(packages) $(test_packages)

clean:
	rm -rf build node_modules
