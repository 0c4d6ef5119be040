"""What the product costs, beside the same work in plain pandas. `python -m tests.bench` prints the table; no tests."""
