"""Who may do what: projects, members, permits, approvals, access tokens and their audit."""
