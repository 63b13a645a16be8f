"""Every page, for every role, in French and in English."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import Browser, House
