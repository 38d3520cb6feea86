"""How much memory the mails under way may take up, all conversations together: each may be as large as the door takes."""

SMALL = 256 * 1024
"""Bytes of each mail that are not counted, so that the ordinary ones come in beside many large ones."""


class NoRoom(Exception):
    """So much is under way already that this mail cannot grow; its sender is to try again."""


class Room:
    """What all mails under way take up, in bytes beyond the small ones. It is used on the event loop alone."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.taken = 0


class Share:
    """What one conversation's mail takes up of the room."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._size = self._counted = 0

    def grow(self, by: int) -> None:
        """The mail grows by so many bytes. Raises NoRoom."""
        self._size += by
        more = max(0, self._size - SMALL) - self._counted
        if more and self._room.taken + more > self._room.most:
            raise NoRoom
        self._counted += more
        self._room.taken += more

    def end(self) -> None:
        """The mail is done with, or gone. Idempotent."""
        self._room.taken -= self._counted
        self._size = self._counted = 0
