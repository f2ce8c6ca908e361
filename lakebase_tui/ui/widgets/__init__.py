"""Reusable widgets; they know no session and no control plane."""
