"""HDF5 by its own bytes: groups, attributes and texts, without libhdf5, which is a large C library not made for hostile files."""
