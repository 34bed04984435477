"""`python -m lienvung.cli`: the same command, for processes that start it by the interpreter's path."""

from lienvung.cli.main import main

if __name__ == "__main__":
    main()
