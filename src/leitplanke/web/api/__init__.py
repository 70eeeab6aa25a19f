"""The interface for programs: firms, questions, answers at the desk, studies and released pictures under ``/api/v1/``."""
