"""Tests of what is seen: pages run without a browser, and a real browser against a live server."""
