"""The numbers of the product once more, in plain Python without SQL, to be compared with the product's own.

`records` holds the input, `availability`, `faults`, `requests`, `inspections`, `coverage`, `cameras` and
`satisfaction` one group of measures each, `strategies` draws random but valid records.
Every measure takes `(records, start, end)`: midnights, half-open, whole months of which the last may be cut by as_of.
"""
