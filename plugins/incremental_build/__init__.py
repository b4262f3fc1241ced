"""Quick build: only what an edit changes is read, rendered and written again, and the bytes are plain Pelican's."""
