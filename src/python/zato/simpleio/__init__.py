"""SimpleIO: what a service says of its input and output, and what is made of it."""
