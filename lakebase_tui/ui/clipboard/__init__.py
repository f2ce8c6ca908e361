"""The clipboard, wherever the user sits: at this machine, behind SSH, in a multiplexer."""
