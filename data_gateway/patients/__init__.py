"""What protects the persons in the data: pseudonyms and opposition."""
