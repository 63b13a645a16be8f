"""What notebooks try from inside a container: tests run this text there, and then their own."""

TRIES = """
import json, os, socket

def tried(family, address):
    with socket.socket(family) as one:
        one.settimeout(3)
        try:
            one.connect(address)
        except OSError as fault:
            return type(fault).__name__
    return "connected"

def writes(path):
    try:
        open(path, "w")
    except OSError as fault:
        return type(fault).__name__
    return "written"

"""
