"""Who may see and do what, and what was done: accounts, logins, rights and the audit trail. Imports only data."""
