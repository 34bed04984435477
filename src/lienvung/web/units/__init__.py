"""Administrative units through time: looked up, followed, counted, converted, summed."""
