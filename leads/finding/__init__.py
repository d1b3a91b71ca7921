"""Finding a record or an act by a few letters: any page, any door, any slip of the finger."""
