# Two commands do everything on a fresh Debian machine with the Rust toolchain: `make demo` and `make test`.

.PHONY: demo test browser check-tools lint

# The reference merchant against all suites; the report is reports/demo/report.html.
demo: browser
	cargo run --locked --quiet -- demo

# All tests, the suites against the reference merchant and the foreign merchants among them.
test: browser check-tools
	cargo test --locked

# Chromium, its driver and the headless shell, from Debian, if they are missing.
browser:
	@scripts/install-browser

# What only tests need: the SOAP clients of the foreign merchants, xmllint, WebKit, and a Selenium Grid.
check-tools:
	@scripts/install-test-tools

# Formatting, lints, documentation, licences.
lint:
	@scripts/check-style
