"""The console as a chat: briefings, answers and notices for people at a terminal.

Guards that text of articles can neither style the terminal nor command it.
"""

from bot.adapters.console.chat import ConsoleChat
from bot.adapters.console.marks import shown
from bot.adapters.console.typed import typed_lines

__all__ = ["ConsoleChat", "shown", "typed_lines"]
