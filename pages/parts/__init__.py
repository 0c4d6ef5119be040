"""Pieces shared by pages."""
