"""The hinge table as pages: from a line of the source to the entries and on to where they are used, and back."""
