"""Renders and writes only what changed."""
