"""The Fellegi-Sunter model: m and u per level, EM over pattern counts, local name frequencies, rivals."""
