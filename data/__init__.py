"""What is kept: the store, the contract as data, reference lists. The lowest layer; imports nothing of ours."""

from pathlib import Path

FOLDER = Path(__file__).parent
