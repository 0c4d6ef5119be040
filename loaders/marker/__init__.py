"""The child process that marks bad cells in a workbook (see loaders.marking)."""
