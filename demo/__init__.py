"""The demonstration: four synthetic hospitals, people, two projects, one journey from login to release."""
