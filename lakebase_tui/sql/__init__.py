"""Pure text: statements, classification, highlighting, making untrusted text visible. No I/O."""
