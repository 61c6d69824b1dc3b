"""`python -m aidlink` is the command `aidlink`."""

from aidlink.cli import main

if __name__ == "__main__":
    main()
