"""The review of a plan in sentences and tables, which pages, report and command line share."""
