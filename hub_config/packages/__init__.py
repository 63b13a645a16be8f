"""The door of packages from outside: those on the list, old enough, and all of it in the audit."""
