"""The HTTP side of the local Lakebase: resources, operations, errors and identity, over a data plane."""
