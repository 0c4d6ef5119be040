"""The API 接口 for other programs: they read, and hand in files. Each address is declared once (application.py)."""
