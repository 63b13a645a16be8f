"""One command to install, start, stop and test an installation of D2H on one machine."""
