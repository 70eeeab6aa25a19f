"""What if: the plan and the limits of an evaluated study in the reader's hands; scenarios to keep, compare and show to others."""
