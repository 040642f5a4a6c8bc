"""What a person can do with their collection; both front ends end here."""
