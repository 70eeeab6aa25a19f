"""What the server writes into its log: lines for people or for programs, never with personal data."""
