"""`./d2h evidence`: the file an auditor asks for, statement by statement, signed by the installation."""
