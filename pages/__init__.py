"""What is seen: one file per page, parts/ holds the pieces shared by pages."""
