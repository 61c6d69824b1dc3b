"""What every picture is made of: one theme, and the drawing of a match weight from its parts."""
