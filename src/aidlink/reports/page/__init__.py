"""Pages in one file, which open by double click: the month's report, and pairs to be labelled."""
