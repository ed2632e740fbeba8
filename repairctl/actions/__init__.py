"""What a person can ask for; the only place where rules and files meet. One file per sort of asking; nothing is imported here."""
