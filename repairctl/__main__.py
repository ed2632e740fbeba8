"""`python -m repairctl`."""

from repairctl.cli import main

if __name__ == "__main__":
    main()
