"""What measures change, which of them a firm can carry, and when."""
