"""The value network of a firm on its pages: partners, channels, who replaces whom, and what a blocked account means."""
