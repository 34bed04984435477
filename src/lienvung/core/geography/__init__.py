"""Administrative units as periods with succession: names of their time, and what each is today."""
