"""repairctl: repair orders, promises and proofs of a small property office, kept as plain files in git."""

__version__ = "0.1.0"
