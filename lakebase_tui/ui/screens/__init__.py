"""The screens: connect and workspace."""
