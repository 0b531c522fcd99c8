"""The entry point: `python -m bot` is `newsbot`. Guards start-up: the commands are imported here only."""


def main() -> None:
    """Run the command line and exit with its status."""
    from bot.cli import run  # noqa: PLC0415 - click is imported only when a command line is run

    run()


if __name__ == "__main__":
    main()
