"""What a person sees of a file: tables, texts and pictures made anew; the file's own bytes are never run."""
