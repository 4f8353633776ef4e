"""Documents for the file (E-Akte): what they say, and the same as DOCX and as PDF."""
