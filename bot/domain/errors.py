"""The faults a user can be told about; guards that each is one clear line.

NewsbotError                 shown as `newsbot: <text>`, exit status 1
├── InputError               what was given cannot be used (a file, a line of JSONL)
├── NothingLoaded            a load in which every input failed
└── StoreError               the database cannot be used; it was left as it was
    ├── StoreLocked          another process keeps it busy: try again
    ├── StoreCorrupt         damaged: restore a backup
    ├── StoreReadOnly        no right to write
    ├── StoreTooNew          written by a newer version of the program
    └── StoreUnreachable     no such server, no such folder, wrong password

Anything else that is raised is a fault of the program and is not caught.
"""


class NewsbotError(Exception):
    """A foreseeable fault. `str(error)` is one line that says what to do."""


class InputError(NewsbotError):
    """What was given cannot be used."""


class NothingLoaded(NewsbotError):
    """Every input of a load failed."""


class StoreError(NewsbotError):
    """The database cannot be used; it was left as it was."""


class StoreLocked(StoreError):
    """Another process keeps the database busy."""


class StoreCorrupt(StoreError):
    """The database is damaged, or is none."""


class StoreReadOnly(StoreError):
    """The database cannot be written to."""


class StoreTooNew(StoreError):
    """The database was written by a newer version of the program."""


class StoreUnreachable(StoreError):
    """The database's server or folder cannot be reached."""
