"""From ratings to intervals: pooling, agreement, exposure, sensitivity and capacity, with trace."""
