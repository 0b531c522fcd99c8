"""A model's server, over a real socket: faithful, obeying, inventing, or failing in one of twelve ways."""

from tests.fakes.llm.modes import FAILURES, Mode
from tests.fakes.llm.server import KEY, ModelServer, Received, Scripted

__all__ = ["FAILURES", "KEY", "Mode", "ModelServer", "Received", "Scripted"]
