"""The demo: a made-up company, its customers, and the carriers that bring them their answers."""

from cli.demo.story import tell_story

__all__ = ["tell_story"]
