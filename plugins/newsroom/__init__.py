"""The tasks: what a person at the command line can ask for, each one or two calls into the other packages."""

__all__: list[str] = []
