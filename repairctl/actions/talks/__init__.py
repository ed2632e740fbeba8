"""What is talked about at a terminal: generators of questions that read the office and return what is to be recorded."""
