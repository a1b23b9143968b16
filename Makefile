.POSIX:
.PHONY: help run dev test quality check fix lock benchmark screenshots clean

PYTHON =
HOST = 127.0.0.1
PORT = 8000
ARGS =
export PYTHON HOST PORT

help: ## list what there is to make
	@grep -E '^[a-z]+:.*## ' Makefile | sed 's/:.*## /	/'

run: ## serve the demo partnership as it would be in production; PORT=8000
	@sh scripts/setup base && sh scripts/serve

dev: ## serve it for development, reloading when a file changes; PORT=8000
	@sh scripts/setup dev && sh scripts/develop

test: ## run the tests; ARGS="-k name" runs some
	@sh scripts/setup dev && sh scripts/test $(ARGS)

quality: ## look at the whole demo in a real browser, in every language; takes long
	@sh scripts/setup dev && sh scripts/test -m quality $(ARGS)

check: ## run everything that CI runs: linters, types, migrations, settings, tests
	@sh scripts/check

fix: ## format the code and correct what the linters can correct
	@sh scripts/setup dev && sh scripts/fix

lock: ## write down exact versions for pyproject.toml; ARGS=--upgrade takes newer ones
	@sh scripts/setup dev && sh scripts/lock $(ARGS)

benchmark: ## measure search, lists and exports beside floors and peers; ARGS="--projects 2000"
	@sh scripts/setup dev && sh scripts/benchmark $(ARGS)

screenshots: ## take pictures of every kind of page into docs/screenshots; PORT=8000
	@sh scripts/screenshots

clean: ## remove all that the others made, the demo's database and uploads included
	@sh scripts/clean
