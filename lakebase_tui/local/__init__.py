"""The local Lakebase: control plane, gateway and clusters, in a process of its own."""
