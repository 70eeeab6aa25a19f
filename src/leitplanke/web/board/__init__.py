"""The plan board: a firm's roadmap with who does what by when, how far it is, and what it cost."""
