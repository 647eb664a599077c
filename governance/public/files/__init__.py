"""What is taken away to read elsewhere: calendars, feeds, tables, and the list of pages for search engines. In English."""
