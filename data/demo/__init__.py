"""Invented sample months for all five packages, made from a seed. Nothing in them is real but the names of systems."""

from data.demo.months import SampleMonth, sample_months

__all__ = ["SampleMonth", "sample_months"]
